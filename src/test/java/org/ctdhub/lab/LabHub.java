// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.ctdhub.Hub;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What every hub of the lab is set to: quick, on loopback, and with what it needs to let people in. */
final class LabHub {

    static final Duration PACE = Duration.ofMillis(500);

    private final Map<String, Object> settings = new TreeMap<>();

    /**
     * A hub on this database.
     *
     * @param sealKey seals the secrets that it keeps
     * @param password with which {@code admin} signs in
     * @param distributionKey with which any product may subscribe
     */
    LabHub(EmbeddedPostgres database, String sealKey, String password, String distributionKey) {
        set("spring.datasource.url", database.getJdbcUrl("postgres", "postgres"));
        set("spring.datasource.username", "postgres");
        set("ctd.tick-millis", 200);
        set("ctd.short-schedules", true);
        set("ctd.preset", "block");
        set("ctd.secrets.key", sealKey);
        set("ctd.admin.password", password);
        set("ctd.open-metrics", true);
        set("ctd.distribution.keys[0].key", distributionKey);
        set("ctd.distribution.keys[0].admits", "every-type");
    }

    LabHub set(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    /** Registers a product; without an address it calls the hub, without a key it proves itself another way. */
    LabHub product(String name, String connector, String version, URI url, String key) {
        String prefix = "ctd.products." + name + ".";
        set(prefix + "connector", connector);
        set(prefix + "version", version);
        set(prefix + "every", PACE.toMillis() + "ms");
        set(prefix + "calls-per-second", 1_000);
        if (key != null) {
            set(prefix + "settings.apiKey", key);
        }
        if (url != null) {
            set(prefix + "settings.url", url.toString());
        }
        return this;
    }

    /** Starts it; {@code more} go over what was set. */
    ConfigurableApplicationContext start(Map<String, Object> more, Class<?>... parts) {
        settings.putAll(more);
        return new SpringApplicationBuilder(Hub.class)
                .sources(parts)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    static String url(ConfigurableApplicationContext hub) {
        return "http://127.0.0.1:" + hub.getEnvironment().getProperty("local.server.port");
    }

    /** A text that nobody guesses. */
    static String random() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }
}
