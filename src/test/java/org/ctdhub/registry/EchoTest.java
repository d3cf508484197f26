// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A product that gives and takes: what it was told by this hub, it must not keep alive by repeating it. */
class EchoTest {

    private static final String IP_VALUE = "203.0.113.1";
    private static final String FILE = "%064x".formatted(7);

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void an_object_that_a_product_was_offered_expires_although_the_product_repeats_it() {
        Subscriber both = both("both", IP);
        hub.report("one", hub.found(IP, IP_VALUE, RegistryBench.NOON.plus(Duration.ofDays(10))));
        hub.read(both, 0, 10);

        for (int day = 1; day < 10; day++) {
            hub.clock.advance(Duration.ofDays(1));
            hub.news("both", hub.found(IP, IP_VALUE));
        }
        assertThat(told(IP, IP_VALUE).reports()).filteredOn(Story.Report::echo).hasSize(1);
        assertThat(told(IP, IP_VALUE).events())
                .filteredOn(e -> e.kind().equals("echoed"))
                .hasSize(1);
        assertThat(sources(IP_VALUE)).isEqualTo(1);
        hub.clock.advance(Duration.ofDays(1));
        hub.expire();

        assertThat(hub.isListed(IP_VALUE)).isFalse();
        hub.news("both", hub.found(IP, IP_VALUE));
        assertThat(hub.isListed(IP_VALUE)).as("the removal is still on its way").isFalse();
        hub.read(both, hub.number(IP_VALUE), 10);
        hub.news("both", hub.found(IP, IP_VALUE));
        assertThat(hub.isListed(IP_VALUE)).as("it no longer has it from us").isTrue();
    }

    @Test
    void an_object_that_was_pushed_to_a_product_expires_although_the_product_repeats_it() {
        hub.products.enter(
                "both",
                "any",
                Optional.empty(),
                Optional.of(Duration.ofMillis(1)),
                Optional.empty(),
                Optional.of(RegistryBench.row(ScanAction.BLOCK, Taking.act(Set.of(ScanAction.BLOCK)), FILE_SHA256)));
        Instant date = RegistryBench.NOON.plus(Duration.ofDays(2));
        hub.report("one", hub.found(FILE_SHA256, FILE, date));
        hub.delivered(hub.take("both").orElseThrow());
        hub.clock.advance(Duration.ofDays(1));
        hub.news("both", hub.found(FILE_SHA256, FILE));
        hub.clock.advance(Duration.ofDays(1));
        hub.expire();
        assertThat(hub.isListed(FILE)).isFalse();

        Delivery removal = hub.take("both").orElseThrow();
        hub.news("both", hub.found(FILE_SHA256, FILE));
        assertThat(hub.isListed(FILE)).as("the removal is still on its way").isFalse();
        hub.delivered(removal);
        hub.news("both", hub.found(FILE_SHA256, FILE));
        assertThat(hub.isListed(FILE)).isTrue();
    }

    @Test
    void a_sample_of_its_own_makes_a_product_a_source() {
        Subscriber both = both("both", IP);
        hub.report("one", hub.found(IP, IP_VALUE));
        hub.read(both, 0, 10);
        Report echo = hub.found(IP, IP_VALUE, RegistryBench.NOON.plus(Duration.ofDays(60)));
        hub.news("both", echo);
        assertThat(sources(IP_VALUE)).isEqualTo(1);

        hub.news(
                "both",
                new Report(
                        echo.object(),
                        false,
                        echo.risk(),
                        echo.seenAt(),
                        echo.expiresAt(),
                        null,
                        "a".repeat(40),
                        null));
        assertThat(sources(IP_VALUE)).isEqualTo(2);
        assertThat(told(IP, IP_VALUE).expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(60)));
        assertThat(told(IP, IP_VALUE).reports()).noneMatch(Story.Report::echo);
    }

    @Test
    void what_a_product_found_first_stays_its_own_finding_with_its_own_date() {
        Subscriber both = both("both", IP);
        Instant date = RegistryBench.NOON.plus(Duration.ofDays(5));
        hub.news("both", hub.found(IP, IP_VALUE, date));
        hub.read(both, 0, 10);

        hub.clock.advance(Duration.ofDays(1));
        hub.news("both", hub.found(IP, IP_VALUE));

        assertThat(told(IP, IP_VALUE).expiresAt()).isEqualTo(date);
        assertThat(told(IP, IP_VALUE).reports()).noneMatch(Story.Report::echo);
        assertThat(sources(IP_VALUE)).isEqualTo(1);
    }

    private Subscriber both(String product, ObjectType type) {
        hub.run(product);
        UUID client = UUID.randomUUID();
        hub.subscribers.register(
                client,
                "host",
                "product",
                Optional.of(product),
                Optional.of(RegistryBench.row(ScanAction.LOG, Taking.keep(), type)));
        return hub.subscribers.find(client).orElseThrow();
    }

    private Story.Told told(ObjectType type, String value) {
        return hub.story.tell(SuspiciousObject.canonical(type, value)).orElseThrow();
    }

    private int sources(String value) {
        return hub.jdbc
                .sql("select l.sources from listed l join object o on o.id = l.object_id where o.value = ?")
                .param(value)
                .query(Integer.class)
                .single();
    }
}
