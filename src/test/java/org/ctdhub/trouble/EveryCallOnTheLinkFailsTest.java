// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.ProducerTemplate;
import org.ctdhub.flow.LooseEnds;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Links;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.testing.Figures;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.trouble.BreakingDataSource.When;
import org.ctdhub.web.LinkProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a hub and its edge tell each other, while each call fails once: the edge's to its database, and
 * those from one to the other. Afterwards both lists are as wanted.
 */
class EveryCallOnTheLinkFailsTest {

    private static final String KEY = "0123ABCD-0000-4000-8000-0000000000DD";

    /** More than a turn needs; a sweep that gets there never came to its end. */
    private static final int MOST_CALLS = 500;

    private static final int MOST_RECOVERIES = 4;

    private static SettableClock clock;

    private static Side hub;
    private static Side edge;
    private static LinkProxy wire;
    private static int turn;

    private final Set<String> atBoth = new TreeSet<>();

    @BeforeAll
    static void start() {
        clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        hub = new Side(
                "--ctd.federation.role=hub",
                "--ctd.distribution.longest-wait=0s",
                "--ctd.distribution.keys[0].key=" + KEY,
                "--ctd.distribution.keys[0].admits=edge");
        wire = new LinkProxy("http://127.0.0.1:" + hub.context.getEnvironment().getProperty("local.server.port"));
        edge = new Side(
                "--ctd.federation.role=edge",
                "--ctd.federation.hub.url=" + wire.url(),
                "--ctd.federation.hub.key=" + KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        edge.close();
        wire.close();
        hub.close();
    }

    @BeforeEach
    void begin_with_both_in_step() {
        for (int i = 0; i < MOST_RECOVERIES; i++) {
            recover();
        }
        atBoth.addAll(hub.list());
        assertThat(edge.list()).isEqualTo(hub.list());
    }

    /** A manager whose schedules rest. */
    private static final class Side implements AutoCloseable {

        private final TestDatabase database = TestDatabase.migrated();
        private final ConfigurableApplicationContext context;
        private final BreakingDataSource way;

        Side(String... settings) {
            context = SweptHub.started(database, clock, settings);
            way = context.getBean(BreakingDataSource.class);
            context.getBean(Products.class)
                    .enter(
                            "sandbox",
                            "any",
                            Optional.empty(),
                            Optional.of(Duration.ofDays(1)),
                            Optional.empty(),
                            Optional.empty());
        }

        /** A sandbox of this site reports. */
        void report(String url, boolean takenBack) {
            CollectRun run = context.getBean(Producers.class).begin("sandbox", "objects", "0", Duration.ofDays(1));
            Report report = new Report(
                    SuspiciousObject.canonical(ObjectType.URL, url),
                    takenBack,
                    Risk.HIGH,
                    clock.instant(),
                    takenBack ? null : clock.instant().plus(Duration.ofDays(1_000)),
                    null,
                    null,
                    null);
            context.getBean(Sightings.class).register(new Batch(run, List.of(report), List.of(), null));
        }

        /** All that is due on the link, and then what that made due. */
        void federate() {
            for (int i = 0; i < 2; i++) {
                context.getBean(Links.class)
                        .claimDue()
                        .forEach(
                                claim -> context.getBean(ProducerTemplate.class).sendBody("direct:federate", claim));
            }
        }

        /** What a process left that broke off, another takes over. */
        void recover() {
            database.jdbc().sql("select end_claims(array(select id from node))").query(row -> {});
        }

        Set<String> list() {
            return new TreeSet<>(database.jdbc()
                    .sql("select o.value from listed l join object o on o.id = l.object_id where l.present")
                    .query(String.class)
                    .list());
        }

        @Override
        public void close() {
            context.close();
            database.close();
        }
    }

    @Test
    void whichever_call_fails_at_the_edge_both_lists_end_as_wanted() {
        sweep("the edge's to its database", () -> {}, edge.way::breakAt, edge.way::heal);
    }

    @Test
    void whichever_call_fails_while_both_compare_what_was_lost_is_found() {
        sweep("while both compare", this::loseOneAtTheEdge, edge.way::breakAt, edge.way::heal);
    }

    private void loseOneAtTheEdge() {
        edge.federate();
        edge.database.jdbc().sql("""
                with lost as (delete from entry e using (select min(object_id) object_id from listed where present) first
                               where e.object_id = first.object_id returning e.object_id)
                select relist(array(select object_id from lost), now())""").query(rs -> {});
        edge.context.getBean(Links.class).hurry();
        edge.federate();
    }

    @Test
    void whichever_call_or_answer_is_lost_between_both_their_lists_end_as_wanted() {
        sweep("from one to the other", () -> {}, (call, when) -> wire.loseOne(call, when == When.AFTER), wire::mend);
    }

    /** Makes a call fail. */
    private interface Breaks {
        void at(int call, When when);
    }

    /** Answers whether it had failed. */
    private interface Heals {
        boolean healed();
    }

    private void sweep(String name, Runnable beforehand, Breaks breaks, Heals heals) {
        int visited = 0;
        List<String> before = new ArrayList<>();
        for (When when : When.values()) {
            boolean touched = true;
            for (int call = 1; touched; call++) {
                assertThat(call).as("calls of " + name).isLessThan(MOST_CALLS);
                clock.advance(Duration.ofMinutes(10)); // so that everything is due again
                before = somethingNew(before);
                beforehand.run();
                breaks.at(call, when);
                try {
                    edge.federate();
                } catch (RuntimeException died) {
                    // as the process would have; what it left is all that counts
                }
                touched = heals.healed();
                edge.context.getBean(LooseEnds.class).tie();
                for (int i = 0; i < MOST_RECOVERIES && !isRight(); i++) {
                    recover();
                }
                String where = "after " + name + ", " + when + " call " + call;
                assertThat(hub.list()).as("at the hub " + where).isEqualTo(atBoth);
                assertThat(edge.list()).as("at the edge " + where).isEqualTo(atBoth);
                visited++;
            }
        }
        Figures.keep("fail at each call on the link: " + name, (visited - 2) + " failures");
    }

    /** Something is found at either site, what was found there before is taken back, and something else excepted. */
    private List<String> somethingNew(List<String> before) {
        before.forEach(url -> {
            hub.report(url, true);
            edge.report(url, true);
            atBoth.remove(url);
        });
        String here = url();
        String there = url();
        hub.report(here, false);
        edge.report(there, false);
        atBoth.addAll(List.of(here, there));
        return List.of(here, there);
    }

    private boolean isRight() {
        return hub.list().equals(atBoth) && edge.list().equals(atBoth);
    }

    private static void recover() {
        clock.advance(Duration.ofMinutes(10));
        edge.recover();
        edge.federate();
    }

    /** A URL that nobody has seen. */
    private static String url() {
        return "http://link.example.test/" + ++turn;
    }
}
