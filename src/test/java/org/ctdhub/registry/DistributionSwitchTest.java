// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.IP;

import java.util.Optional;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.ctdhub.registry.DistributionSwitch.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DistributionSwitchTest {

    private static final Actor ALICE = Actor.account("alice");

    private final RegistryBench hub = new RegistryBench();
    private final Audit audit = new Audit(hub.jdbc, hub.clock);
    private final DistributionSwitch distribution = new DistributionSwitch(hub.jdbc, hub.database.transaction(), audit);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void while_it_is_off_no_pushed_product_is_due_and_afterwards_it_gets_additions_and_removals() {
        hub.products.enter(
                "firewall",
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(RegistryBench.row(ScanAction.LOG, Taking.keep(), IP)));
        hub.report("one", hub.found(IP, "203.0.113.1"));
        assertThat(hub.deliveries.due()).containsExactly("firewall");
        hub.delivered(hub.take("firewall").orElseThrow());
        assertThat(distribution.isOn()).isTrue();

        distribution.put(ALICE, new Position(false, null));
        hub.report("one", hub.found(IP, "203.0.113.2"), hub.removed(IP, "203.0.113.1"));
        assertThat(distribution.isOn()).isFalse();
        assertThat(hub.deliveries.due()).isEmpty();

        distribution.put(ALICE, new Position(true, "https://hub.example.test"));
        assertThat(hub.deliveries.due()).containsExactly("firewall");
        Delivery added = hub.take("firewall").orElseThrow();
        hub.delivered(added);
        Delivery removed = hub.take("firewall").orElseThrow();
        hub.delivered(removed);
        assertThat(added.items()).extracting(item -> item.object().value()).containsExactly("203.0.113.2");
        assertThat(removed.items()).extracting(item -> item.object().value()).containsExactly("203.0.113.1");
        assertThat(hub.deliveries.due()).isEmpty();
    }

    @Test
    void each_turn_is_noted() {
        distribution.put(ALICE, new Position(false, "https://hub.example.test"));

        assertThat(audit.find(AuditQuery.newest(10))).singleElement().satisfies(line -> {
            assertThat(line.action()).isEqualTo("distribution.change");
            assertThat(line.before().path("enabled").asBoolean()).isTrue();
            assertThat(line.after().path("enabled").asBoolean()).isFalse();
            assertThat(line.after().path("serviceUrl").asString()).isEqualTo("https://hub.example.test");
        });
    }
}
