// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.ctdhub.lab.simulator.Simulator;
import org.ctdhub.testing.Figures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hub as its own process, while everything around it fails. A few times as an ordinary test; as often as
 * {@code docs/promises.md} reports with {@code -Dctd.trouble=full}.
 */
class TroubleTest {

    /** How often each trouble comes, and how many objects the sandbox finds meanwhile. */
    private record Amount(int kills, int stops, int crashes, int cuts, int freezes, int objects) {

        static final Amount SOME = new Amount(3, 2, 2, 10, 1, 2_000);
        static final Amount FULL = new Amount(50, 10, 10, 30, 5, 10_000);

        int perTrouble() {
            return objects / (kills + stops + crashes + 1 + freezes);
        }
    }

    private static final Amount AMOUNT = "full".equals(System.getProperty("ctd.trouble")) ? Amount.FULL : Amount.SOME;
    private static final Duration EVENTUALLY = Duration.ofMinutes(5);

    /** For machines that do much else at the same time; what was measured stands among the figures. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final long SEED = new Random().nextLong();
    private static final Random RANDOM = new Random(SEED);

    @TempDir
    private static Path folder;

    private static Site site;
    private static HubProcess hub;

    @BeforeAll
    static void start() throws IOException {
        Figures.keep("trouble: seed", SEED);
        site = new Site(folder);
        hub = site.hub().awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        site.close();
    }

    @AfterEach
    void still_accepts_and_delivers() {
        site.awaitThatItStillAcceptsAndDelivers();
        assertThat(site.canary.visits()).as("visits to a suspicious URL").isZero();
        Figures.keep("trouble: visits to a suspicious URL", site.canary.visits());
    }

    @Test
    void what_was_under_way_when_the_process_was_killed_arrives_after_its_next_start_and_nothing_is_lost()
            throws Exception {
        long before = site.repeated();
        List<Duration> delivered = new ArrayList<>();
        for (int kill = 0; kill < AMOUNT.kills(); kill++) {
            beInMidSync();
            hub.kill();
            delivered.add(startAgain());
        }
        site.awaitWhole();

        long repeated = site.repeated() - before;
        Figures.keep("trouble: kill -9 in mid-sync", AMOUNT.kills() + " times");
        Figures.keep("trouble: rules sent again after a kill", repeated + " in all, to two managers");
        Collections.sort(delivered);
        Duration slowest = delivered.get(delivered.size() - 1);
        Figures.keep(
                "trouble: first delivery after a start that followed a kill, median",
                delivered.get(delivered.size() / 2));
        Figures.keep("trouble: first delivery after a start that followed a kill, slowest", slowest);
        assertThat(repeated).as("sent again").isLessThanOrEqualTo(2L * Site.BATCH * AMOUNT.kills());
        assertThat(slowest).isLessThan(LONG_ENOUGH);
    }

    @Test
    void an_orderly_stop_under_load_ends_within_30_seconds_loses_nothing_and_sends_nothing_twice() throws Exception {
        long before = site.repeated();
        Duration slowest = Duration.ZERO;
        for (int stop = 0; stop < AMOUNT.stops(); stop++) {
            beInMidSync();
            Duration took = hub.stop();
            assertThat(took).isLessThan(LONGEST_STOP);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            startAgain();
        }
        site.awaitWhole();

        Figures.keep("trouble: SIGTERM under load", AMOUNT.stops() + " times");
        Figures.keep("trouble: slowest orderly stop", slowest);
        assertThat(site.repeated() - before).as("sent again").isZero();
    }

    @Test
    void a_database_that_breaks_down_and_recovers_needs_nobody_to_look_after_the_hub() throws Exception {
        for (int crash = 0; crash < AMOUNT.crashes(); crash++) {
            beInMidSync();
            site.database.crashAndRecover();
        }
        site.awaitWhole();
        Figures.keep("trouble: PostgreSQL restarted in immediate mode", AMOUNT.crashes() + " times");
        assertThat(hub.lives()).isTrue();
        awaitThatNoConnectionLeaked();
    }

    @Test
    void connections_that_are_cut_each_second_cost_nothing_but_time() throws Exception {
        AtomicInteger cuts = new AtomicInteger();
        AtomicInteger cut = new AtomicInteger();
        await().pollInterval(Duration.ofSeconds(1)).atMost(EVENTUALLY).until(() -> {
            site.goOn(AMOUNT.perTrouble() / AMOUNT.cuts());
            cut.addAndGet(site.database.cutConnections());
            return cuts.incrementAndGet() == AMOUNT.cuts();
        });
        site.awaitWhole();

        Figures.keep("trouble: connections to PostgreSQL cut", cut + " in " + cuts + " seconds");
        assertThat(hub.lives()).isTrue();
        awaitThatNoConnectionLeaked();
    }

    @Test
    void a_node_that_hangs_in_the_middle_of_its_work_is_missed_and_writes_nothing_when_it_comes_to_itself()
            throws Exception {
        long before = site.repeated();
        UUID first = node();
        try (HubProcess other = site.otherNode().awaitReady()) {
            for (int freeze = 0; freeze < AMOUNT.freezes(); freeze++) {
                site.answerAfter(Duration.ofSeconds(1));
                HubProcess frozen = await().pollInterval(Duration.ofMillis(20))
                        .atMost(EVENTUALLY)
                        .until(() -> frozenWhileItSends(first, other), node -> node != null);
                site.answerAfter(Duration.ofMillis(50));
                site.awaitManagersWhole();
                frozen.thaw();
                site.awaitWhole();
                await().atMost(EVENTUALLY).until(() -> nodes() == 2);
            }
            other.stop();
        }
        Figures.keep("trouble: a node of two frozen while it sent", AMOUNT.freezes() + " times");
        assertThat(site.repeated() - before).as("sent again").isLessThanOrEqualTo(2L * Site.BATCH * AMOUNT.freezes());
    }

    @Test
    void a_hub_that_was_restored_from_a_backup_taken_under_load_reconverges_with_its_consumers() throws Exception {
        beInMidSync();
        Path backup = site.database.backUp(folder.resolve("backup"));
        beInMidSync();
        site.awaitWhole();
        hub.kill();

        site.database.restore(backup);
        // no more is taken back: what was, before the restored hub ever read it, would stay at the gateway
        site.find(AMOUNT.perTrouble());
        hub = site.hub().awaitReady();

        site.awaitWhole();
        assertThat(site.withdrawnThoughListed()).isEmpty();
    }

    /** The sandbox found something, and some of the way to the consumers is done, nobody knows how much. */
    private static void beInMidSync() {
        site.goOn(AMOUNT.perTrouble());
        site.awaitMidSync(RANDOM.nextDouble(0.9));
    }

    /** Starts the hub anew; answers when each consumer that lacked something had got something. */
    private static Duration startAgain() throws IOException {
        await().pollDelay(Duration.ofMillis(200))
                .until(() -> true); // what the last process had sent comes in meanwhile
        List<Simulator> behind = site.behind();
        List<Integer> held = behind.stream().map(each -> each.objects().size()).toList();
        hub = site.hub();
        for (int i = 0; i < behind.size(); i++) {
            Simulator consumer = behind.get(i);
            int before = held.get(i);
            await().atMost(EVENTUALLY)
                    .until(() -> consumer.objects().size() != before
                            || !site.behind().contains(consumer));
        }
        Duration took = hub.age();
        hub.awaitReady();
        return took;
    }

    private static void awaitThatNoConnectionLeaked() {
        await().atMost(EVENTUALLY)
                .until(() -> hub.metric("hikaricp_connections_active") == 0
                        && hub.metric("hikaricp_connections_pending") == 0);
    }

    private static UUID node() {
        return site.database.jdbc().sql("select id from node").query(UUID.class).single();
    }

    private static int nodes() {
        return site.database
                .jdbc()
                .sql("select count(*) from node")
                .query(Integer.class)
                .single();
    }

    /** Gives the nodes something to do, and freezes the one that has some of it in hand; null: none had. */
    private static HubProcess frozenWhileItSends(UUID first, HubProcess other)
            throws IOException, InterruptedException {
        if (site.behind().isEmpty()) {
            site.goOn(40);
        }
        Optional<UUID> sender = sender();
        if (sender.isEmpty()) {
            return null;
        }
        HubProcess node = sender.get().equals(first) ? hub : other;
        node.freeze();
        if (sender().equals(sender)) {
            return node;
        }
        node.thaw();
        return null;
    }

    private static Optional<UUID> sender() {
        return site.database.jdbc().sql("""
                        select r.holder from reader r
                         where r.lease is not null
                           and exists (select from delivered d where d.reader_id = r.id and d.state = 'sending')
                         order by r.id limit 1""").query(UUID.class).optional();
    }
}
