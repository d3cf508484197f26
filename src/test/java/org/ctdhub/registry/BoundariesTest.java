// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.IP;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where time, clocks and values come to their ends. */
class BoundariesTest {

    private static final String ONE = "203.0.113.1";

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-07-01T12:00:00Z",
                "2028-02-29T23:59:59Z",
                "2028-03-01T00:00:00Z",
                "2038-01-19T03:14:07Z",
                "2038-01-19T03:14:08Z",
                "9999-12-31T23:59:59Z"
            })
    void an_object_leaves_at_the_second_that_its_producer_named(String date) {
        Instant end = Instant.parse(date);
        hub.report("one", hub.found(IP, ONE, end));

        hub.clock.advance(Duration.between(hub.clock.instant(), end.minusSeconds(1)));
        hub.expire();
        assertThat(hub.isListed(ONE)).as("a second before").isTrue();

        hub.clock.advance(Duration.ofSeconds(1));
        hub.expire();
        assertThat(hub.isListed(ONE)).as("at the second").isFalse();
    }

    @Test
    void an_object_without_a_date_stays_for_thirty_days_to_the_second() {
        hub.report("one", hub.found(IP, ONE, null));

        hub.clock.advance(Duration.ofDays(30).minusSeconds(1));
        hub.expire();
        assertThat(hub.isListed(ONE)).as("29 d 23:59:59").isTrue();

        hub.clock.advance(Duration.ofSeconds(1));
        hub.expire();
        assertThat(hub.isListed(ONE)).as("30 d").isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {31, -90})
    void a_clock_that_jumps_against_the_databases_stops_expiry_until_they_agree(int days) {
        setToTheDatabasesClock();
        assertThat(hub.brakes.mayExpire()).isTrue();

        hub.clock.advance(Duration.ofDays(days));
        assertThat(hub.brakes.mayExpire()).isFalse();
        assertThat(held()).containsExactly("clock_jump");

        hub.clock.advance(Duration.ofDays(-days).plusMinutes(59));
        assertThat(hub.brakes.mayExpire()).isTrue();
        assertThat(held()).isEmpty();
    }

    @Test
    void when_much_of_the_list_is_due_at_once_a_person_looks_at_it_first() {
        setToTheDatabasesClock();
        Instant soon = hub.clock.instant().plusSeconds(60);
        hub.report("one", many(0, 101, soon));
        hub.report("one", many(101, 303, soon.plus(Duration.ofDays(1))));
        hub.clock.advance(Duration.ofSeconds(60));

        assertThat(hub.brakes.mayExpire()).isFalse();
        assertThat(hub.brakes.mayExpire()).as("until somebody says so").isFalse();
        assertThat(held()).containsExactly("mass_expiry");

        hub.database
                .transaction()
                .executeWithoutResult(
                        status -> hub.brakes.release(hub.brakes.all(1).get(0).id(), hub.operator));
        assertThat(hub.brakes.mayExpire()).isTrue();
        hub.expire();
        assertThat(listed()).isEqualTo(202);
    }

    @Test
    void a_fifth_of_the_list_leaves_without_anybodys_word() {
        setToTheDatabasesClock();
        Instant soon = hub.clock.instant().plusSeconds(60);
        hub.report("one", many(0, 101, soon));
        hub.report("one", many(101, 505, soon.plus(Duration.ofDays(1))));
        hub.clock.advance(Duration.ofSeconds(60));

        assertThat(hub.brakes.mayExpire()).isTrue();
    }

    @Test
    void one_record_of_a_thousand_that_the_database_cannot_store_is_put_aside_and_the_others_stand() {
        List<Report> batch =
                new ArrayList<>(List.of(many(0, 999, hub.clock.instant().plus(Duration.ofDays(30)))));
        Report unstorable = new Report(
                SuspiciousObject.canonical(ObjectType.DOMAIN, "bad.example.test"),
                false,
                Risk.HIGH,
                hub.clock.instant(),
                null,
                "a NUL: \0",
                null,
                null);
        batch.add(500, unstorable);
        CollectRun run = hub.run("one");

        hub.sightings.register(new Batch(run, batch, List.of(), "1000"));

        assertThat(listed()).isEqualTo(999);
        assertThat(hub.jdbc
                        .sql("select reason || ' ' || record from quarantine")
                        .query(String.class)
                        .list())
                .containsExactly("storage domain bad.example.test");
        assertThat(hub.jdbc
                        .sql("select position from cursor")
                        .query(String.class)
                        .single())
                .isEqualTo("1000");
    }

    private void setToTheDatabasesClock() {
        Instant now = hub.jdbc
                .sql("select now()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        hub.clock.advance(Duration.between(hub.clock.instant(), now));
    }

    private Report[] many(int from, int to, Instant expires) {
        return IntStream.range(from, to)
                .mapToObj(i -> hub.found(IP, "2001:db8::" + Integer.toHexString(i + 1), expires))
                .toArray(Report[]::new);
    }

    private int listed() {
        return hub.jdbc
                .sql("select count(*) from listed where present")
                .query(Integer.class)
                .single();
    }

    private List<String> held() {
        return hub.brakes.all(10).stream()
                .filter(brake -> Optional.ofNullable(brake.releasedAt()).isEmpty())
                .map(Brakes.Brake::kind)
                .toList();
    }
}
