// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.IP;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a product sends by itself, beside the list that is read from it. */
class SentTest {

    private static final String OLD = "203.0.113.1";
    private static final String SENT = "203.0.113.2";

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_snapshot_that_was_under_way_keeps_what_was_sent_meanwhile_and_a_later_one_that_lacks_it_withdraws_it() {
        hub.report("one", hub.found(IP, OLD), hub.found(IP, "203.0.113.9"));

        CollectRun underWay = hub.run("one");
        send("one", undated(SENT));
        hub.register(underWay, hub.found(IP, OLD));
        hub.sightings.withdrawMissing(underWay);
        assertThat(hub.isListed("203.0.113.9")).as("what it lacks").isFalse();
        assertThat(hub.isListed(SENT)).as("what was sent meanwhile").isTrue();

        CollectRun holdsIt = hub.run("one");
        hub.register(holdsIt, hub.found(IP, OLD), undated(SENT));
        hub.sightings.withdrawMissing(holdsIt);
        assertThat(hub.isListed(SENT)).isTrue();

        CollectRun lacksIt = hub.run("one");
        hub.register(lacksIt, hub.found(IP, OLD));
        hub.sightings.withdrawMissing(lacksIt);
        assertThat(hub.isListed(SENT)).isFalse();
        assertThat(hub.isListed(OLD)).isTrue();
    }

    @Test
    void what_was_sent_after_a_snapshot_is_withdrawn_by_the_next_that_lacks_it() {
        CollectRun before = hub.run("one");
        hub.register(before, hub.found(IP, OLD));
        hub.sightings.withdrawMissing(before);
        send("one", undated(SENT));

        CollectRun next = hub.run("one");
        hub.register(next, hub.found(IP, OLD));
        hub.sightings.withdrawMissing(next);

        assertThat(hub.isListed(SENT)).isFalse();
    }

    /** Between looking for the number of the last reading and writing, no reading may begin. */
    @Test
    void no_reading_begins_between_the_two_steps_of_what_is_sent() throws Exception {
        hub.report("one", hub.found(IP, OLD));
        CountDownLatch joined = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<CollectRun> sending =
                    other.submit(() -> hub.database.transaction().execute(status -> {
                        CollectRun run = new Cursors(hub.jdbc).join(CollectRun.sent("one"));
                        joined.countDown();
                        await(goOn);
                        return run;
                    }));
            assertThat(joined.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(hub.producers.claimDue(List.of("one"))).isEmpty();
            goOn.countDown();
            CollectRun run = sending.get();
            assertThat(hub.producers.claimDue(List.of("one"))).containsExactly("one");
            assertThat(hub.producers
                            .begin("one", "objects", "0", Duration.ofDays(1))
                            .attempt())
                    .isEqualTo(run.attempt() + 1);
        } finally {
            other.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_removal_takes_back_this_products_share_only() {
        hub.run("one");
        hub.run("two");
        send("one", undated(SENT));
        hub.report("two", hub.found(IP, SENT));

        send("one", removal(SENT));
        assertThat(hub.isListed(SENT)).isTrue();

        send("two", removal(SENT));
        assertThat(hub.isListed(SENT)).isFalse();
    }

    @Test
    void the_same_object_twice_makes_no_change() {
        hub.run("one");
        Report report = hub.found(IP, SENT, RegistryBench.NOON.plus(Duration.ofDays(30)));
        send("one", report);
        long number = hub.number(SENT);

        send("one", report);
        hub.clock.advance(Duration.ofHours(1));
        send("one", report, report);

        assertThat(hub.number(SENT)).isEqualTo(number);
    }

    @Test
    void what_is_sent_without_a_date_stays_for_the_types_usual_life_and_ends_with_the_date_that_is_sent() {
        hub.run("one");
        send("one", undated(SENT));
        assertThat(hub.line(SENT).expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(30)));

        Instant date = RegistryBench.NOON.plus(Duration.ofDays(5));
        send("one", hub.found(IP, SENT, date));
        assertThat(hub.line(SENT).expiresAt()).isEqualTo(date);
    }

    @Test
    void removals_of_a_product_that_is_never_read_are_counted_by_the_hour_for_the_brake() {
        hub.products.enter("one", "any", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        for (int i = 1; i <= 3; i++) {
            send("one", undated("203.0.113." + i));
            hub.clock.advance(Duration.ofHours(2));
            send("one", removal("203.0.113." + i));
        }
        assertThat(hub.jdbc
                        .sql("select withdrawn from product where name = 'one'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private void send(String product, Report... reports) {
        hub.sightings.register(new Batch(CollectRun.sent(product), List.of(reports), List.of(), null));
    }

    private Report undated(String value) {
        return hub.found(IP, value, null);
    }

    private Report removal(String value) {
        return new Report(
                SuspiciousObject.canonical(IP, value), true, Risk.HIGH, hub.clock.instant(), null, null, null, null);
    }
}
