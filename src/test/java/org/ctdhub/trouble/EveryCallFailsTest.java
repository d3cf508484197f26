// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Imports;
import org.ctdhub.testing.Figures;
import org.ctdhub.trouble.BreakingDataSource.When;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Each call to the database fails once, in each flow: the first, the second, and so on until a run is untouched, before the
 * database carries it out and after. Afterwards each list is as wanted, and nothing was sent more than twice.
 */
class EveryCallFailsTest {

    /** More than any flow needs; a sweep that gets there never came to its end. */
    private static final int MOST_CALLS = 500;

    /** A product may need one to be looked at, and another to be sent to. */
    private static final int MOST_RECOVERIES = 3;

    private static final Actor OLGA = new Actor(Actor.Kind.ACCOUNT, "olga");

    private static SweptHub hub;
    private static int turn;

    private final Set<String> listed = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private final Set<String> ruled = new HashSet<>();

    /** All files of this sweep, by SHA-256. */
    private final Set<String> mine = new HashSet<>();

    @BeforeAll
    static void start() throws IOException {
        hub = new SweptHub();
    }

    @AfterAll
    static void stop() throws IOException {
        hub.close();
    }

    @BeforeEach
    void begin_with_nothing_left_to_do() {
        hub.recover();
    }

    /** What is swept. */
    private interface Flow {
        /** Makes something to do, all of it new; nothing fails meanwhile. */
        void prepare();

        /** Does it, while a call fails. */
        void run();

        /** What somebody who was told of the failure does about it; nothing where the hub's own clock does. */
        default void answer() {}

        /** Throws an AssertionError if what must hold beside the lists doesn't. */
        default void check() {}
    }

    @Test
    void whichever_call_fails_while_a_producer_is_read_its_objects_are_listed_once_and_its_cursor_tells_the_truth() {
        sweep("collect and register", new Collecting());
    }

    private final class Collecting implements Flow {
        private final List<String> unreadable = new ArrayList<>();
        private String taken;

        @Override
        public void prepare() {
            String url = url();
            String unmatched = "smb://" + turn + ".example.test/x";
            hub.sandbox.add(List.of(
                    hub.lasting(file()),
                    hub.lasting(Finding.of("url", url, "high")),
                    Finding.of("url", unmatched, "high")));
            listed.add(url);
            unreadable.add(unmatched);
            if (taken != null) {
                hub.sandbox.add(List.of(Finding.removal("url", taken)));
                leaves(taken);
            }
            taken = url;
        }

        @Override
        public void run() {
            hub.collect();
        }

        @Override
        public void check() {
            List<String> aside = hub.jdbc()
                    .sql("select record from quarantine where reason = 'scheme'")
                    .query(String.class)
                    .list();
            assertThat(unreadable)
                    .allSatisfy(each -> assertThat(aside)
                            .filteredOn(record -> record.contains(each))
                            .hasSize(1));
            assertThat(count("event e join object o on o.id = e.object_id where e.kind = 'reported' and o.value = '"
                            + taken + "'"))
                    .as("times in the history")
                    .isEqualTo(1);
        }
    }

    @Test
    void whichever_call_fails_while_a_producer_is_asked_for_hashes_they_are_learnt() {
        sweep("ask", new Flow() {
            @Override
            public void prepare() {
                hub.sandbox.add(List.of(hub.lasting(file())));
                hub.collect();
            }

            @Override
            public void run() {
                hub.ask();
            }
        });
    }

    @Test
    void whichever_call_fails_while_a_product_is_told_its_list_ends_right_and_nothing_is_sent_more_than_twice() {
        sweep("distribute", new Distributing());
    }

    private final class Distributing implements Flow {
        private Finding there;

        @Override
        public void prepare() {
            Finding file = hub.lasting(file());
            hub.sandbox.add(List.of(file));
            if (there != null) {
                hub.sandbox.add(List.of(Finding.removal("file_sha1", there.value())));
                leaves(there.value());
                ruled.remove(there.sha256());
            }
            there = file;
            hub.collect();
            hub.ask();
        }

        @Override
        public void run() {
            hub.distribute();
        }
    }

    @Test
    void whichever_call_fails_while_a_person_decides_all_of_the_decision_stands_or_none() {
        sweep("decide", new Flow() {
            private String url;

            @Override
            public void prepare() {
                url = url();
                hub.sandbox.add(List.of(hub.lasting(Finding.of("url", url, "high"))));
                hub.collect();
            }

            @Override
            public void run() {
                hub.bean(Decisions.class)
                        .except(
                                new Decisions.Selection(List.of(SuspiciousObject.canonical(ObjectType.URL, url)), null),
                                "harmless",
                                OLGA);
            }

            @Override
            public void answer() {
                boolean stands = !hub.list().contains(url);
                assertThat(count("exception where present and pattern = '" + url + "'"))
                        .as("exceptions")
                        .isEqualTo(stands ? 1 : 0);
                assertThat(count("audit where action = 'except_each' and at = '" + hub.clock.instant() + "'"))
                        .as("lines in the audit")
                        .isEqualTo(stands ? 1 : 0);
                if (!stands) {
                    run();
                }
                leaves(url);
            }
        });
    }

    @Test
    void whichever_call_fails_while_a_file_is_imported_it_counts_whole_or_not_at_all() {
        sweep("import", new Flow() {
            private final List<String> urls = new ArrayList<>();
            private Long staged;

            @Override
            public void prepare() {
                urls.clear();
                urls.addAll(List.of(url(), url()));
                staged = null;
            }

            @Override
            public void run() {
                Imports imports = hub.bean(Imports.class);
                long task = imports.begin("user_defined", "csv", false, OLGA);
                for (String url : urls) {
                    imports.stage(
                            task,
                            List.of(new Imports.Item(
                                    urls.indexOf(url) + 1,
                                    SuspiciousObject.canonical(ObjectType.URL, url),
                                    ScanAction.BLOCK,
                                    null,
                                    hub.clock.instant().plus(Duration.ofDays(1_000)),
                                    null)),
                            List.of(),
                            List.of());
                }
                imports.staged(task);
                staged = task;
                hub.carryOn();
            }

            @Override
            public void answer() {
                assertThat(hub.list().stream().filter(urls::contains).count())
                        .as("of two")
                        .isIn(0L, 2L);
                if (staged == null) {
                    run();
                }
                listed.addAll(urls);
            }
        });
    }

    @Test
    void whichever_call_fails_while_objects_expire_they_leave_everywhere() {
        sweep("expire", new Flow() {
            @Override
            public void prepare() {
                String url = url();
                Finding file = file();
                hub.sandbox.add(List.of(
                        Finding.of("url", url, "high")
                                .expiringAt(hub.clock.instant().plusSeconds(60)),
                        file.expiringAt(hub.clock.instant().plusSeconds(60))));
                hub.collect();
                hub.ask();
                hub.distribute();
                hub.gateway.round();
                assertThat(hub.atTheRules()).contains(file.sha256());
                leaves(url);
                leaves(file.value());
                ruled.remove(file.sha256());
                hub.clock.advance(Duration.ofMinutes(1));
            }

            @Override
            public void run() {
                hub.expire();
            }
        });
    }

    @Test
    void whichever_call_fails_while_a_product_tells_what_it_met_each_detection_is_kept_once() {
        sweep("detect", new Detecting());
    }

    private static final class Detecting implements Flow {
        private final List<String> met = new ArrayList<>();

        @Override
        public void prepare() {
            String url = url();
            hub.manager.enter("url", url);
            hub.manager.detect("url", url, "pc1.example.test");
            met.add(url);
        }

        @Override
        public void run() {
            hub.detect();
        }

        @Override
        public void check() {
            assertThat(hub.jdbc()
                            .sql(
                                    "select value from detection where product_id = (select id from product where name = 'manager')")
                            .query(String.class)
                            .list())
                    .as("detections")
                    .filteredOn(met::contains)
                    .containsExactlyInAnyOrderElementsOf(met);
        }
    }

    @Test
    void what_is_marked_as_delivered_before_it_is_sent_is_found_out() {
        hub.jdbc().sql("""
                        create function planted() returns trigger language plpgsql as $$
                        begin
                            if new.state = 'sending' then new.state := 'delivered'; new.held := new.wanted; end if;
                            return new;
                        end $$""").update();
        hub.jdbc()
                .sql("create trigger planted before update on delivered for each row execute function planted()")
                .update();
        try {
            assertThatThrownBy(() -> sweep("distribute", new Distributing()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("rules");
        } finally {
            hub.jdbc().sql("drop function planted() cascade").update();
        }
    }

    @Test
    void a_cursor_that_moves_before_its_batch_is_committed_is_found_out() {
        hub.way.runOutsideOfItsTransaction("insert into cursor as c");
        try {
            assertThatThrownBy(() -> sweep("collect", new Collecting()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("lost from the list");
        } finally {
            hub.way.runOutsideOfItsTransaction(null);
        }
    }

    @Test
    void a_unique_key_that_is_missing_is_found_out() {
        hub.jdbc().sql("alter table detection drop constraint detection_pkey").update();
        try {
            assertThatThrownBy(() -> sweep("detect", new Detecting()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("detections");
        } finally {
            hub.jdbc().sql("delete from detection").update();
            hub.jdbc()
                    .sql("alter table detection add primary key (at, product_id, digest)")
                    .update();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/detections, Bearer some-token",
        "GET, /web_service/sample_upload/test_connection, ",
        "GET, /lists/gateway/some.txt, Bearer some-token"
    })
    void while_the_registry_is_away_whoever_calls_is_told_to_come_again(
            String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hub.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        hub.way.isAway(true);
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(answer.body()).contains("Send this again").doesNotContain("Nobody gets through");
        } finally {
            hub.way.isAway(false);
        }
    }

    /** Else a process that is frozen while it holds the list lock would hold up all others for as long as that takes. */
    @Test
    void the_database_ends_a_transaction_whose_process_hangs() {
        assertThat(hub.bean(JdbcClient.class)
                        .sql("show idle_in_transaction_session_timeout")
                        .query(String.class)
                        .single())
                .isEqualTo("20s");
    }

    private void sweep(String name, Flow flow) {
        int visited = 0;
        long repeated = hub.rules.repeated();
        for (When when : When.values()) {
            boolean touched = true;
            for (int call = 1; touched; call++) {
                assertThat(call).as("calls of " + name).isLessThan(MOST_CALLS);
                hub.clock.advance(Duration.ofMinutes(2)); // so that everything is due again
                flow.prepare();
                long before = hub.rules.repeated();
                touched = failAt(call, when, flow);
                hub.tieLooseEnds();
                if (when == When.BEFORE) { // a claim that was made and never heard of lasts as long as its lease
                    assertThat(hub.claimed())
                            .as("claimed after " + name + " call " + call)
                            .isEmpty();
                }
                flow.answer();
                awaitLists(name + ", " + when + " call " + call);
                flow.check();
                assertThat(hub.rules.repeated() - before).as("sent again").isLessThanOrEqualTo(1);
                visited++;
            }
        }
        Figures.keep(
                "fail at each call: " + name,
                (visited - 2) + " failures, " + (hub.rules.repeated() - repeated) + " rules sent again");
    }

    /** Answers whether a call had failed. */
    private static boolean failAt(int call, When when, Flow flow) {
        hub.way.breakAt(call, when);
        try {
            flow.run();
        } catch (RuntimeException died) {
            // as the process would have; what it left is all that counts
        }
        return hub.way.heal();
    }

    private void awaitLists(String where) {
        hub.recover();
        for (int i = 1; i < MOST_RECOVERIES && !isRight(); i++) {
            hub.recover();
        }
        assertThat(lost(hub.list())).as("lost from the list after " + where).isEmpty();
        assertThat(left(hub.list())).as("left on the list after " + where).isEmpty();
        assertThat(lost(hub.atTheGateway()))
                .as("lost at the gateway after " + where)
                .isEmpty();
        assertThat(left(hub.atTheGateway()))
                .as("left at the gateway after " + where)
                .isEmpty();
        assertThat(mine(hub.atTheRules())).as("rules after " + where).isEqualTo(ruled);
    }

    private boolean isRight() {
        return lost(hub.list()).isEmpty()
                && lost(hub.atTheGateway()).isEmpty()
                && left(hub.atTheGateway()).isEmpty()
                && mine(hub.atTheRules()).equals(ruled);
    }

    private Set<String> lost(Set<String> there) {
        return listed.stream().filter(each -> !there.contains(each)).collect(Collectors.toSet());
    }

    private Set<String> left(Set<String> there) {
        return gone.stream().filter(there::contains).collect(Collectors.toSet());
    }

    /** A file with both hashes, on the list and at the rules from now on. */
    private Finding file() {
        turn++;
        String sha256 = "%064x".formatted(turn);
        Finding file = Finding.of("file_sha1", "%040x".formatted(turn), "high").withSha256(sha256);
        listed.add(file.value());
        ruled.add(sha256);
        mine.add(sha256);
        return file;
    }

    /** A URL that nobody has seen. */
    private static String url() {
        return "http://fails.example.test/" + ++turn;
    }

    private void leaves(String value) {
        listed.remove(value);
        gone.add(value);
    }

    private Set<String> mine(Set<String> all) {
        return all.stream().filter(mine::contains).collect(Collectors.toSet());
    }

    private static int count(String rows) {
        return hub.jdbc()
                .sql("select count(*) from " + rows)
                .query(Integer.class)
                .single();
    }
}
