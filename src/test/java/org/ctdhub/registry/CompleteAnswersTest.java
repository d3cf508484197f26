// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.IP;

import java.util.Optional;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A producer that always answers with its whole list: when what it lists no longer is withdrawn, and when a person is asked. */
class CompleteAnswersTest {

    private final RegistryBench hub = new RegistryBench();

    @BeforeEach
    void enter() {
        hub.run("feed");
        hub.products.judge("feed", 2, Optional.of(50));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void an_object_is_withdrawn_when_two_complete_answers_in_a_row_lack_it() {
        answer(report(IP, "203.0.113.1"), report(IP, "203.0.113.2"));
        hub.report("other", report(IP, "203.0.113.3"));

        answer(report(IP, "203.0.113.1"));
        assertThat(hub.isListed("203.0.113.2")).as("one may be a slip").isTrue();

        assertThat(answer(report(IP, "203.0.113.1"))).isEqualTo(1);
        assertThat(hub.isListed("203.0.113.2")).isFalse();
        assertThat(hub.isListed("203.0.113.1")).isTrue();
        assertThat(hub.isListed("203.0.113.3")).as("another's").isTrue();
    }

    @Test
    void an_object_that_comes_back_in_between_begins_anew() {
        answer(report(IP, "203.0.113.1"), report(IP, "203.0.113.2"));
        answer(report(IP, "203.0.113.1"));
        answer(report(IP, "203.0.113.1"), report(IP, "203.0.113.2"));
        answer(report(IP, "203.0.113.1"));
        assertThat(hub.isListed("203.0.113.2")).isTrue();
    }

    @Test
    void an_answer_that_broke_off_counts_for_what_it_held_and_against_nothing() {
        answer(report(IP, "203.0.113.1"), report(IP, "203.0.113.2"));
        answer(report(IP, "203.0.113.1"));
        hub.register(hub.run("feed"), report(IP, "203.0.113.2")); // without an end

        answer(report(IP, "203.0.113.1"));
        assertThat(hub.isListed("203.0.113.2")).as("it was seen since").isTrue();
        answer(report(IP, "203.0.113.1"));
        assertThat(hub.isListed("203.0.113.2")).isFalse();
    }

    @Test
    void an_answer_that_lost_more_than_half_is_held_and_does_not_count() {
        answer(many(0, 30));
        assertThatThrownBy(() -> answer(many(0, 14)))
                .isInstanceOf(BrakeException.class)
                .hasMessageContaining("lists 16 objects no longer, more than 50 % of the 30 of its last answer");
        assertThatThrownBy(() -> answer(many(0, 14))).isInstanceOf(BrakeException.class);
        assertThat(hub.isListed("a29.example.test")).isTrue();

        long held = hub.brakes.all(1).get(0).id();
        hub.database.transaction().executeWithoutResult(status -> hub.brakes.release(held, hub.operator));
        answer(many(0, 14));
        assertThat(hub.isListed("a29.example.test")).as("one may be a slip").isTrue();
        assertThat(answer(many(0, 14))).isEqualTo(16);
        assertThat(hub.isListed("a29.example.test")).isFalse();
    }

    @Test
    void new_objects_do_not_make_up_for_those_that_are_lost() {
        answer(many(0, 30));
        assertThatThrownBy(() -> answer(many(20, 120))).isInstanceOf(BrakeException.class);
    }

    @Test
    void an_empty_answer_of_a_producer_that_had_many_is_held_although_no_answer_was_counted_before() {
        hub.report("feed", many(0, 30));
        assertThatThrownBy(this::answer).isInstanceOf(BrakeException.class).hasMessageContaining("of the 30");
        assertThat(hub.isListed("a00.example.test")).isTrue();
    }

    @Test
    void a_handful_may_go_and_so_may_what_an_exception_took_off_the_list() {
        answer(many(0, 9));
        answer();
        answer(many(0, 30));
        hub.except(DOMAIN, "*.example.test");
        answer();
        answer();
        assertThat(hub.brakes.all(1)).isEmpty();
    }

    @Test
    void a_producer_of_which_nothing_is_said_loses_what_it_likes_at_once() {
        hub.report("plain", many(0, 30));
        CollectRun run = hub.run("plain");
        assertThat(hub.sightings.withdrawMissing(run)).isEqualTo(30);
    }

    /** Answers how many objects were withdrawn. */
    private int answer(Report... reports) {
        CollectRun run = hub.run("feed");
        hub.register(run, reports);
        return hub.sightings.withdrawMissing(run);
    }

    private Report report(ObjectType type, String value) {
        return hub.found(type, value);
    }

    private Report[] many(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> report(DOMAIN, "a%02d.example.test".formatted(i)))
                .toArray(Report[]::new);
    }
}
