// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.ExceptionPattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Exceptions, and the moment at which one of them meets a report. */
class ExceptionRaceTest {

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void an_exception_takes_off_what_it_covers_and_nothing_else() {
        hub.report(
                "one",
                hub.found(DOMAIN, "good.example.test"),
                hub.found(DOMAIN, "a.good.example.test"),
                hub.found(DOMAIN, "notgood.example.test"),
                hub.found(IP, "192.0.2.7"),
                hub.found(IP, "198.51.100.7"),
                hub.found(URL, "http://192.0.2.7/x"));

        long below = hub.except(DOMAIN, "*.good.example.test");
        hub.except(IP, "192.0.2.0/24");
        assertThat(hub.isListed("a.good.example.test")).isFalse();
        assertThat(hub.isListed("good.example.test")).isTrue();
        assertThat(hub.isListed("notgood.example.test")).isTrue();
        assertThat(hub.isListed("192.0.2.7")).isFalse();
        assertThat(hub.isListed("198.51.100.7")).isTrue();
        assertThat(hub.isListed("http://192.0.2.7/x")).as("another type").isTrue();

        hub.report("two", hub.found(DOMAIN, "good.example.test"));
        assertThat(hub.isListed("good.example.test")).isTrue();
        hub.report("one", hub.found(DOMAIN, "later.good.example.test"));
        assertThat(hub.isListed("later.good.example.test")).isFalse();

        hub.exceptions.remove(List.of(below), hub.operator);
        assertThat(hub.isListed("a.good.example.test")).isTrue();
        assertThat(hub.isListed("later.good.example.test")).isTrue();
    }

    @Test
    void taking_away_one_of_two_exceptions_restores_nothing() {
        hub.report("one", hub.found(IP, "192.0.2.7"));
        long wide = hub.except(IP, "192.0.2.0/24");
        long narrow = hub.except(IP, "192.0.2.7");

        hub.exceptions.remove(List.of(wide), hub.operator);
        assertThat(hub.isListed("192.0.2.7")).isFalse();

        hub.exceptions.remove(List.of(narrow), hub.operator);
        assertThat(hub.isListed("192.0.2.7")).isTrue();
    }

    @Test
    void exceptions_that_are_taken_away_together_let_go_of_what_only_they_held_and_come_back_together() {
        hub.report("one", hub.found(IP, "192.0.2.7"), hub.found(IP, "192.0.2.8"));
        long wide = hub.except(IP, "192.0.2.0/24");
        long narrow = hub.except(IP, "192.0.2.7");
        hub.except(IP, "192.0.2.8");

        assertThat(hub.exceptions
                        .previewRemoval(List.of(wide, narrow), hub.operator)
                        .changes())
                .isOne();
        Task removal = hub.exceptions.remove(List.of(wide, narrow), hub.operator);
        assertThat(hub.isListed("192.0.2.7")).isTrue();
        assertThat(hub.isListed("192.0.2.8")).as("a third one holds it").isFalse();

        Task undone = hub.undo.undo(removal.id(), hub.operator);
        assertThat(hub.isListed("192.0.2.7")).isFalse();
        hub.undo.undo(undone.id(), hub.operator);
        assertThat(hub.isListed("192.0.2.7")).isTrue();
    }

    @Test
    void exceptions_are_taken_away_all_or_none() {
        hub.report("one", hub.found(IP, "192.0.2.7"));
        long held = hub.except(IP, "192.0.2.7");

        assertThatThrownBy(() -> hub.exceptions.remove(List.of(held, held + 1_000), hub.operator))
                .isInstanceOf(NotFound.class);

        assertThat(hub.isListed("192.0.2.7")).isFalse();
        assertThat(hub.exceptions.find(held)).isPresent();
    }

    @Test
    void exceptions_come_in_each_order_page_by_page() {
        for (String address : List.of("192.0.2.9", "192.0.2.7", "192.0.2.8")) {
            hub.except(IP, address);
        }

        assertThat(pages(Exceptions.Sort.OLDEST)).containsExactly("192.0.2.9", "192.0.2.7", "192.0.2.8");
        assertThat(pages(Exceptions.Sort.NEWEST)).containsExactly("192.0.2.8", "192.0.2.7", "192.0.2.9");
        assertThat(pages(Exceptions.Sort.PATTERN)).containsExactly("192.0.2.7", "192.0.2.8", "192.0.2.9");
    }

    private List<String> pages(Exceptions.Sort sort) {
        List<String> all = new ArrayList<>();
        long after = 0;
        for (List<Exceptions.Rule> page = hub.exceptions.page(IP, "192.", sort, 0, 1);
                !page.isEmpty();
                page = hub.exceptions.page(IP, "192.", sort, after, 1)) {
            all.add(page.get(0).pattern());
            after = page.get(0).id();
        }
        return all;
    }

    @Test
    void of_two_who_take_the_same_exception_away_one_comes_too_late() {
        long id = hub.except(IP, "192.0.2.7");
        Work one = hub.exceptions.removal(List.of(id), hub.operator);
        Work other = hub.exceptions.removal(List.of(id), hub.operator);

        hub.tasks.start(one);

        assertThatThrownBy(() -> hub.tasks.start(other)).isInstanceOf(NotFound.class);
    }

    @Test
    void an_exception_that_was_made_anew_meanwhile_does_not_come_back_a_second_time() {
        Task removal = hub.exceptions.remove(List.of(hub.except(IP, "192.0.2.7")), hub.operator);
        hub.except(IP, "192.0.2.7");

        assertThatThrownBy(() -> hub.undo.undo(removal.id(), hub.operator)).isInstanceOf(Conflict.class);
    }

    /** Both have written and neither has committed when they meet; whoever gets the list lock last must see the other. */
    @RepeatedTest(20)
    void an_exception_and_a_report_at_the_same_moment_never_miss_each_other() throws Exception {
        CyclicBarrier bothHaveWritten = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> report = threads.submit(() -> hub.database.transaction().executeWithoutResult(status -> {
                Long id = hub.jdbc
                        .sql(
                                "insert into object (type, value, digest, addr) values ('ip', '192.0.2.7', sha256('192.0.2.7'), '192.0.2.7') returning id")
                        .query(Long.class)
                        .single();
                hub.jdbc
                        .sql(
                                "insert into sighting (object_id, product_id, stream, risk, first_seen, last_seen, expires_at) values (?, 1, 'objects', 3, now(), now(), 'infinity')")
                        .param(id)
                        .update();
                await(bothHaveWritten);
                hub.jdbc
                        .sql("select enlist(array[?::bigint], now())")
                        .param(id)
                        .query(Integer.class)
                        .single();
            }));
            Future<?> exception =
                    threads.submit(() -> hub.database.transaction().executeWithoutResult(status -> {
                        long id = hub.exceptions.insert(network(), hub.operator, null, "person");
                        await(bothHaveWritten);
                        hub.jdbc.sql("select lock_list()").query(row -> {});
                        hub.jdbc
                                .sql("select relist(array(select covered(e) from exception e where e.id = ?), now())")
                                .param(id)
                                .query(Integer.class)
                                .single();
                    }));
            report.get();
            exception.get();
        } finally {
            threads.shutdownNow();
        }

        assertThat(hub.isListed("192.0.2.7")).isFalse();
        assertThat(hub.jdbc
                        .sql("select count(*) from exception_hit")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ExceptionPattern network() {
        try {
            return ExceptionPattern.of(IP, "192.0.2.0/24");
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }
}
