// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reported, repeated, withdrawn and expired, and what that makes of the consolidated list. */
class ListTest {

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_repeat_writes_no_change() {
        Report same = hub.found(IP, "203.0.113.9");
        hub.report("one", same);
        long head = hub.head();

        hub.report("one", same);
        hub.clock.advance(Duration.ofMinutes(5));
        hub.report("one", hub.found(IP, "203.0.113.9"));
        hub.report("two", same);

        assertThat(hub.head()).isEqualTo(head);
    }

    @Test
    void a_renewed_expiry_is_told_when_it_differs_by_more_than_a_day() {
        hub.report("one", hub.found(IP, "203.0.113.9"));
        long head = hub.head();
        hub.clock.advance(Duration.ofHours(25));

        hub.report("one", hub.found(IP, "203.0.113.9"));

        assertThat(hub.head()).isGreaterThan(head);
    }

    @Test
    void a_renewed_expiry_is_kept_even_if_it_is_not_told() {
        hub.report("one", hub.found(IP, "203.0.113.9", RegistryBench.NOON.plus(Duration.ofDays(4))));
        hub.clock.advance(Duration.ofHours(1));
        hub.report(
                "one",
                hub.found(
                        IP,
                        "203.0.113.9",
                        RegistryBench.NOON.plus(Duration.ofDays(4).plusHours(1))));

        hub.clock.advance(Duration.ofDays(4).minusHours(1));
        hub.expire();
        assertThat(hub.isListed("203.0.113.9")).isTrue();

        hub.clock.advance(Duration.ofHours(1));
        hub.expire();
        assertThat(hub.isListed("203.0.113.9")).isFalse();
    }

    @Test
    void a_renewed_expiry_is_told_when_little_life_remains() {
        hub.report("one", hub.found(IP, "203.0.113.9", RegistryBench.NOON.plus(Duration.ofHours(8))));
        hub.clock.advance(Duration.ofHours(7));
        long head = hub.head();

        hub.report("one", hub.found(IP, "203.0.113.9", RegistryBench.NOON.plus(Duration.ofHours(9))));

        assertThat(hub.head()).isGreaterThan(head);
    }

    @Test
    void an_object_stays_until_the_last_who_reported_it_takes_it_back() {
        hub.report("one", hub.found(DOMAIN, "bad.example.test"));
        hub.report("two", hub.found(DOMAIN, "bad.example.test"));

        hub.report("one", hub.removed(DOMAIN, "bad.example.test"));
        assertThat(hub.isListed("bad.example.test")).isTrue();

        hub.report("two", hub.removed(DOMAIN, "bad.example.test"));
        assertThat(hub.isListed("bad.example.test")).isFalse();

        long tombstone = hub.number("bad.example.test");
        hub.report("one", hub.found(DOMAIN, "bad.example.test"));
        assertThat(hub.isListed("bad.example.test")).isTrue();
        assertThat(hub.number("bad.example.test")).isGreaterThan(tombstone);
    }

    @Test
    void the_last_record_of_an_object_in_a_batch_stands() {
        hub.report("one", hub.found(IP, "203.0.113.9"), hub.removed(IP, "203.0.113.9"), hub.found(IP, "203.0.113.10"));

        assertThat(hub.isListed("203.0.113.9")).isFalse();
        assertThat(hub.isListed("203.0.113.10")).isTrue();
    }

    @Test
    void a_removal_of_what_was_never_reported_makes_nothing() {
        hub.report("one", hub.removed(IP, "203.0.113.9"));

        assertThat(hub.head()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T12:00:00Z, 2026-07-01T11:59:59Z, 2026-07-01T12:00:00Z",
        "2028-02-29T00:00:00Z, 2028-02-28T23:59:59Z, 2028-02-29T00:00:00Z",
        "2038-01-19T03:14:08Z, 2038-01-19T03:14:07Z, 2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:58Z, 9999-12-31T23:59:59Z"
    })
    void an_object_leaves_the_list_at_its_second(Instant expires, Instant before, Instant at) {
        hub.report("one", hub.found(IP, "203.0.113.9", expires));

        hub.clock.advance(Duration.between(hub.clock.instant(), before));
        hub.expire();
        assertThat(hub.isListed("203.0.113.9")).isTrue();

        hub.clock.advance(Duration.between(hub.clock.instant(), at));
        hub.expire();
        assertThat(hub.isListed("203.0.113.9")).isFalse();
    }

    @Test
    void never_is_never() {
        hub.report("one", hub.found(IP, "203.0.113.9", Instant.MAX));
        hub.clock.advance(Duration.ofDays(365_000));
        hub.expire();

        assertThat(hub.isListed("203.0.113.9")).isTrue();
    }

    @Test
    void a_run_that_was_overtaken_writes_nothing() {
        CollectRun late = hub.run("one");
        hub.run("one");

        assertThatThrownBy(() -> hub.register(late, hub.found(IP, "203.0.113.9")))
                .isInstanceOf(OvertakenException.class);

        assertThat(hub.head()).isZero();
        assertThat(hub.jdbc
                        .sql("select count(*) from cursor")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(hub.jdbc
                        .sql("select count(*) from object")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void an_unreadable_record_is_set_aside_once_and_the_cursor_passes_it() {
        Unreadable bad = new Unreadable("octal_form", "010.0.0.1 is refused", "{\"Data\":\"010.0.0.1\"}");
        for (int times = 0; times < 2; times++) {
            hub.sightings.register(
                    new Batch(hub.run("one"), List.of(hub.found(IP, "203.0.113.9")), List.of(bad), "77"));
        }

        assertThat(hub.isListed("203.0.113.9")).isTrue();
        assertThat(hub.run("one").full()).isTrue();
        assertThat(hub.jdbc
                        .sql("select position from cursor")
                        .query(String.class)
                        .single())
                .isEqualTo("77");
        assertThat(hub.jdbc
                        .sql("select times from quarantine")
                        .query(Integer.class)
                        .list())
                .containsExactly(2);
    }

    @Test
    void a_complete_snapshot_withdraws_what_it_lacks_and_nothing_else() {
        hub.report(
                "one",
                hub.found(IP, "203.0.113.1"),
                hub.found(IP, "203.0.113.2"),
                hub.found(URL, "http://bad.example.test/"));
        hub.report("two", hub.found(IP, "203.0.113.2"), hub.found(IP, "203.0.113.3"));

        CollectRun brokenOff = hub.run("one");
        hub.register(brokenOff, hub.found(IP, "203.0.113.1"));
        assertThat(hub.isListed("http://bad.example.test/")).isTrue();

        CollectRun complete = hub.run("one");
        hub.register(complete, hub.found(IP, "203.0.113.1"));
        hub.sightings.withdrawMissing(complete);

        assertThat(hub.isListed("203.0.113.1")).isTrue();
        assertThat(hub.isListed("203.0.113.2")).as("another still says so").isTrue();
        assertThat(hub.isListed("203.0.113.3")).isTrue();
        assertThat(hub.isListed("http://bad.example.test/")).isFalse();
    }

    @Test
    void a_url_too_long_for_an_index_is_an_object_like_any_other() {
        String value = "http://bad.example.test/" + "漢字\uD83D\uDCA3".repeat(500);
        hub.report("one", hub.found(URL, value));

        assertThat(hub.isListed(value)).isTrue();
        assertThat(hub.read(hub.subscriber(URL), 0, 10))
                .extracting(c -> c.object().value())
                .containsExactly(value);
    }
}
