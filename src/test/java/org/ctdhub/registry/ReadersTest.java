// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each reader of the change log gets to see, and what is known of it afterwards. */
class ReadersTest {

    private static final String ONE = "0000000000000000000000000000000000000001";
    private static final String TWO = "0000000000000000000000000000000000000002";
    private static final String SHA256 = "a".repeat(64);

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_subscriber_gets_current_objects_first_and_removals_as_records_later() {
        hub.report(
                "one",
                hub.found(IP, "203.0.113.1"),
                hub.found(IP, "203.0.113.2"),
                hub.found(URL, "http://bad.example.test/"));
        hub.report("one", hub.removed(IP, "203.0.113.2"));
        Subscriber reader = hub.subscriber(IP);

        List<Change> first = hub.read(reader, 0, 10);
        assertThat(first).extracting(c -> c.object().value()).containsExactly("203.0.113.1");

        hub.report("one", hub.removed(IP, "203.0.113.1"));
        List<Change> next = hub.read(reader, first.get(0).number(), 10);
        assertThat(next).extracting(c -> c.object().value()).containsExactly("203.0.113.2", "203.0.113.1");
        assertThat(next).allMatch(change -> change.action().isEmpty());
        assertThat(hub.read(reader, next.get(1).number(), 10)).isEmpty();
    }

    @Test
    void pages_lose_nothing_and_repeat_nothing() {
        Report[] all = new Report[25];
        for (int i = 0; i < all.length; i++) {
            all[i] = hub.found(IP, "203.0.113." + i);
        }
        hub.report("one", all);
        Subscriber reader = hub.subscriber(IP);

        List<String> seen = new java.util.ArrayList<>();
        long after = 0;
        for (List<Change> page = hub.read(reader, 0, 10); !page.isEmpty(); page = hub.read(reader, after, 10)) {
            page.forEach(change -> seen.add(change.object().value()));
            after = page.get(page.size() - 1).number();
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void a_narrow_readers_watermark_follows_the_head_although_its_own_number_rests() {
        Subscriber reader = hub.subscriber(URL);
        hub.report("one", hub.found(IP, "203.0.113.1"));
        hub.read(reader, 0, 10);
        hub.report("one", hub.found(IP, "203.0.113.2"));
        hub.read(reader, 0, 10);
        long head = hub.head();
        hub.read(reader, 0, 10);

        assertThat(hub.jdbc
                        .sql("select watermark from reader")
                        .query(Long.class)
                        .single())
                .isEqualTo(head);
    }

    @Test
    void a_number_that_this_log_never_reached_gets_the_whole_list_behind_it_page_by_page() {
        hub.report("one", hub.found(IP, "203.0.113.1"), hub.found(IP, "203.0.113.2"));
        Subscriber reader = hub.subscriber(IP);

        List<Change> first = hub.read(reader, 1_000_000, 1);
        List<Change> lostOnItsWay = hub.read(reader, 1_000_000, 1);
        List<Change> second = hub.read(reader, first.get(0).number(), 1);

        assertThat(first).extracting(c -> c.object().value()).containsExactly("203.0.113.1");
        assertThat(lostOnItsWay).isEqualTo(first);
        assertThat(second).extracting(c -> c.object().value()).containsExactly("203.0.113.2");
        assertThat(first.get(0).number()).isGreaterThan(1_000_000);
        assertThat(hub.read(reader, second.get(0).number(), 1)).isEmpty();

        hub.report("one", hub.found(IP, "203.0.113.3"));
        assertThat(hub.read(reader, second.get(0).number(), 10))
                .extracting(c -> c.object().value())
                .containsExactly("203.0.113.3");
    }

    @Test
    void a_number_that_the_log_has_reached_but_never_offered_gets_the_whole_list() {
        hub.report("one", hub.found(IP, "203.0.113.1"));
        Subscriber reader = hub.subscriber(IP);
        hub.read(reader, 0, 10);
        hub.report("one", hub.found(IP, "203.0.113.2"), hub.found(IP, "203.0.113.3"));
        long elsewhere = hub.number("203.0.113.2"); // of another object, before the registry was restored

        List<Change> all = hub.read(reader, elsewhere, 10);

        assertThat(all)
                .extracting(c -> c.object().value())
                .containsExactly("203.0.113.1", "203.0.113.2", "203.0.113.3");
        hub.report("one", hub.found(IP, "203.0.113.4"));
        assertThat(hub.read(reader, all.get(2).number(), 10))
                .extracting(c -> c.object().value())
                .containsExactly("203.0.113.4");
    }

    @Test
    void an_absurd_number_does_not_use_up_the_counter() {
        hub.report("one", hub.found(IP, "203.0.113.1"));

        assertThat(hub.read(hub.subscriber(IP), Long.MAX_VALUE, 10)).hasSize(1);

        hub.report("one", hub.found(IP, "203.0.113.2"));
        assertThat(hub.number("203.0.113.2")).isLessThan(1_000);
    }

    @Test
    void an_action_is_reduced_and_what_is_too_weak_is_left_out() {
        hub.jdbc
                .sql("update preset set action = 'quarantine' where type = 'file_sha1'")
                .update();
        hub.jdbc.sql("update preset set action = 'log' where type = 'ip'").update();
        hub.report("one", hub.found(FILE_SHA1, ONE), hub.found(IP, "203.0.113.1"));
        Subscriber blocks = hub.subscriber(RegistryBench.row(
                ScanAction.BLOCK, Taking.act(Set.of(ScanAction.LOG, ScanAction.BLOCK)), FILE_SHA1, IP));

        List<Change> seen = hub.read(blocks, 0, 10);

        assertThat(seen)
                .filteredOn(c -> c.object().type() == FILE_SHA1)
                .extracting(Change::action)
                .containsExactly(Optional.of(ScanAction.BLOCK));
        assertThat(seen)
                .filteredOn(c -> c.object().type() == IP)
                .allMatch(c -> c.action().isEmpty());
    }

    @Test
    void a_learned_sha256_is_news_only_to_who_reads_it() {
        hub.pushed("rules");
        Subscriber other = hub.subscriber(FILE_SHA1);
        hub.report("one", hub.found(FILE_SHA1, ONE));
        long last = hub.read(other, 0, 10).get(0).number();
        assertThat(hub.take("rules")).isEmpty();

        hub.pairs.learn(Map.of(ONE, SHA256), "one");

        assertThat(hub.read(other, last, 10)).isEmpty();
        assertThat(hub.take("rules").orElseThrow().items())
                .extracting(Delivery.Item::identity)
                .containsExactly(SHA256);
    }

    @Test
    void a_pair_that_was_known_before_the_object_serves_it_at_once() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));

        assertThat(hub.take("rules")).isPresent();
    }

    @Test
    void two_hashes_of_one_file_are_one_entry_that_goes_with_the_last() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256, TWO, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE), hub.found(FILE_SHA1, TWO));
        Delivery both = hub.take("rules").orElseThrow();
        assertThat(both.items()).hasSize(1);
        hub.delivered(both);

        hub.report("one", hub.removed(FILE_SHA1, ONE));
        assertThat(hub.take("rules")).isEmpty();

        hub.report("one", hub.removed(FILE_SHA1, TWO));
        Delivery gone = hub.take("rules").orElseThrow();
        assertThat(gone.removal()).isTrue();
        assertThat(gone.items()).extracting(Delivery.Item::remoteId).containsExactly(Optional.of("id-" + SHA256));
        hub.delivered(gone);
        assertThat(hub.jdbc
                        .sql("select count(*) from delivered")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void additions_go_before_removals() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256, TWO, "b".repeat(64)), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        hub.delivered(hub.take("rules").orElseThrow());
        hub.report("one", hub.removed(FILE_SHA1, ONE), hub.found(FILE_SHA1, TWO));

        Delivery first = hub.take("rules").orElseThrow();
        assertThat(first.removal()).isFalse();
        hub.delivered(first);
        assertThat(hub.take("rules").orElseThrow().removal()).isTrue();
    }

    @Test
    void what_left_before_it_was_sent_is_never_sent() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        hub.report("one", hub.removed(FILE_SHA1, ONE));

        assertThat(hub.take("rules")).isEmpty();
    }

    @Test
    void an_attempt_whose_lease_ran_out_can_write_nothing_and_its_entries_are_looked_for() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        Delivery late = hub.take("rules").orElseThrow();
        assertThat(hub.take("rules")).as("while the lease runs").isEmpty();

        hub.clock.advance(Duration.ofMinutes(3));
        Delivery second = hub.take("rules").orElseThrow();

        assertThat(second.unsure()).isTrue();
        assertThatThrownBy(() -> hub.delivered(late)).isInstanceOf(OvertakenException.class);
        hub.delivered(second);
        assertThat(hub.take("rules")).isEmpty();
    }

    @Test
    void a_refused_entry_is_not_sent_again_until_something_else_is_wanted_of_it() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        Delivery delivery = hub.take("rules").orElseThrow();
        hub.deliveries.settle(
                delivery, List.of(new Outcome(SHA256, Outcome.Kind.REFUSED, null, "no")), Optional.empty());
        assertThat(hub.take("rules")).isEmpty();

        hub.report("one", hub.removed(FILE_SHA1, ONE));
        assertThat(hub.take("rules")).as("it never was there").isEmpty();
        hub.report("one", hub.found(FILE_SHA1, ONE));
        assertThat(hub.take("rules")).isPresent();
    }

    @Test
    void a_product_that_asked_for_a_pause_gets_it() {
        hub.pushed("rules");
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        Delivery delivery = hub.take("rules").orElseThrow();
        hub.deliveries.settle(
                delivery,
                List.of(),
                Optional.of(new Pause(false, Optional.of(hub.clock.instant().plusSeconds(120)), "HTTP 429")));

        hub.clock.advance(Duration.ofSeconds(119));
        assertThat(hub.take("rules")).isEmpty();
        hub.clock.advance(Duration.ofSeconds(1));
        Delivery again = hub.take("rules").orElseThrow();
        assertThat(again.unsure()).isFalse();
    }

    @Test
    void an_expired_object_is_withdrawn_from_who_was_pushed_and_from_who_asks() {
        hub.pushed("rules");
        Subscriber reader = hub.subscriber(FILE_SHA1);
        hub.pairs.learn(Map.of(ONE, SHA256), "one");
        hub.report("one", hub.found(FILE_SHA1, ONE));
        hub.delivered(hub.take("rules").orElseThrow());
        long last = hub.read(reader, 0, 10).get(0).number();

        hub.clock.advance(Duration.ofDays(30));
        hub.expire();

        assertThat(hub.read(reader, last, 10))
                .singleElement()
                .matches(change -> change.action().isEmpty());
        assertThat(hub.take("rules").orElseThrow().removal()).isTrue();
    }

    @Test
    void a_person_s_object_outranks_only_where_it_is_honoured() {
        hub.report("one", hub.found(IP, "203.0.113.1"));
        hub.userDefined.put(
                new UserDefinedList.Wish(
                        SuspiciousObject.canonical(IP, "203.0.113.1"), ScanAction.LOG, Instant.MAX, null),
                hub.operator);
        Subscriber honours = hub.subscriber(IP);
        Subscriber ignores = hub.subscriberOfSandboxes(IP);

        assertThat(hub.read(honours, 0, 10)).extracting(Change::action).containsExactly(Optional.of(ScanAction.LOG));
        assertThat(hub.read(ignores, 0, 10)).extracting(Change::action).containsExactly(Optional.of(ScanAction.BLOCK));
    }
}
