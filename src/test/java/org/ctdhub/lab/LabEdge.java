// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.SubscriberSimulator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An edge of the lab's hub: another site, with a manager, a database, a sandbox and two consumers of its own. */
public final class LabEdge implements AutoCloseable {

    private static final int CALLS_A_MINUTE = 100_000;

    private final EmbeddedPostgres database;
    private final SandboxSimulator sandbox;
    private final RuleManagerSimulator rules;
    private final SubscriberSimulator reputation;
    private final ConfigurableApplicationContext manager;
    private final String distributionKey = UUID.randomUUID().toString();
    private final LabAccess access;
    private final List<LabProduct> products;

    /** Starts it behind this hub, to which it signs with this key. */
    LabEdge(int number, String hub, String hubKey) throws IOException {
        String sandboxKey = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String rulesKey = "2:" + UUID.randomUUID();
        String reputationKey = UUID.randomUUID().toString();
        String password = LabHub.random();
        database = LabDatabase.start(Optional.empty());
        sandbox = new SandboxSimulator(sandboxKey);
        sandbox.start();
        rules = new RuleManagerSimulator(
                rulesKey, rulesKey + "-", Duplicates.RETURN_EXISTING, CALLS_A_MINUTE, Clock.systemUTC());
        rules.start();
        manager = new LabHub(database, LabHub.random(), password, distributionKey)
                .set("camel.main.name", "ctd-edge-" + number)
                .set("server.port", 0)
                .set("ctd.federation.role", "edge")
                .set("ctd.federation.hub.url", hub)
                .set("ctd.federation.hub.key", hubKey)
                .product("ddan-edge" + number, "ddan", "6.8", sandbox.url(), sandboxKey)
                .product("ds-edge" + number, "ds", "20.0", rules.url(), rulesKey)
                .product("sps-edge" + number, "sps", "3.3", null, reputationKey)
                .start(Map.of());
        access = LabAccess.of(manager, password);
        reputation = new SubscriberSimulator(
                "Smart Protection Server",
                Set.of("url"),
                URI.create(url()),
                reputationKey,
                LabHub.PACE,
                Clock.systemUTC());
        reputation.start();
        products = List.of(
                new LabProduct("ddan-edge" + number, "ddan", "producer", sandbox, Optional::empty),
                new LabProduct("ds-edge" + number, "ds", "consumer", rules, Optional::empty),
                new LabProduct("sps-edge" + number, "sps", "consumer", reputation, reputation::lastError));
    }

    /** The edge's address. */
    public String url() {
        return LabHub.url(manager);
    }

    /** With this key any product may subscribe there. */
    public String distributionKey() {
        return distributionKey;
    }

    SandboxSimulator sandbox() {
        return sandbox;
    }

    /** The consumer that is pushed to. */
    public RuleManagerSimulator rules() {
        return rules;
    }

    SubscriberSimulator reputation() {
        return reputation;
    }

    /** What {@code GET /lab} says of it. */
    Map<String, Object> told() {
        Map<String, Object> told = new TreeMap<>(access.told(url()));
        told.put("url", url());
        told.put("serviceUrl", url());
        told.put("distributionApiKey", distributionKey);
        told.put(
                "products",
                LabPage.lines(manager.getBean(JdbcClient.class), manager.getBean(RegisteredProducts.class), products));
        return told;
    }

    @Override
    public void close() throws IOException {
        reputation.close();
        manager.close();
        sandbox.close();
        rules.close();
        database.close();
    }
}
