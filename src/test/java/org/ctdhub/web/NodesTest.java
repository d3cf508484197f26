// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.Faults;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes on one database are one hub. */
class NodesTest {

    private static final String KEY = "2:0123ABCD-0000-4000-8000-00000000CAFE";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int FILES = 6_000;
    private static final int IN_A_CALL = 500;
    private static final String[] SETTINGS = {"--ctd.secrets.key=the-key-of-the-test", "--ctd.preset=block"};

    private final TestDatabase database = TestDatabase.migrated();
    private final RuleManagerSimulator product =
            new RuleManagerSimulator(KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, Clock.systemUTC());

    @BeforeEach
    void start() throws IOException {
        product.start();
        product.misbehave(new Faults(null, 150L, null, null));
    }

    @AfterEach
    void stop() {
        product.close();
        database.close();
    }

    @Test
    void each_batch_goes_out_once_although_two_processes_are_at_work_and_one_stops_in_the_middle() throws Exception {
        try (HubUnderTest stays = new HubUnderTest(database, SETTINGS)) {
            HubUnderTest goes = new HubUnderTest(database, SETTINGS);
            try (goes) {
                register(stays);
                list(stays);
                await().atMost(SOON).until(() -> product.additions() >= 4);
            }
            await().atMost(SOON).until(() -> product.objects().size() == FILES);
            await().atMost(SOON).until(() -> count("delivered where state <> 'delivered'") == 0);
            assertThat(product.additions()).as("calls").isEqualTo(FILES / IN_A_CALL);
            assertThat(count("node")).as("who left is not missed").isEqualTo(1);
        }
        assertThat(count("node")).isZero();
        assertThat(count("reader where lease is not null")).isZero();
    }

    @Test
    void what_a_process_had_in_hand_when_it_died_is_taken_over_as_soon_as_it_is_missed() throws Exception {
        try (HubUnderTest hub = new HubUnderTest(database, SETTINGS)) {
            register(hub);
            UUID dead = UUID.randomUUID();
            database.jdbc()
                    .sql("update reader set holder = :dead, lease = now() + interval '1 day'")
                    .param("dead", dead)
                    .update();
            database.jdbc()
                    .sql("insert into node values (:dead, now() + interval '1 hour')")
                    .param("dead", dead)
                    .update();
            list(hub);
            await().during(Duration.ofSeconds(5)).atMost(SOON).until(() -> product.additions() == 0);

            database.jdbc()
                    .sql("update node set seen_at = clock_timestamp() - interval '11 seconds' where id = :dead")
                    .param("dead", dead)
                    .update();

            await().atMost(SOON).until(() -> product.objects().size() == FILES);
        }
    }

    private int count(String rows) {
        return database.jdbc()
                .sql("select count(*) from " + rows)
                .query(Integer.class)
                .single();
    }

    private void register(HubUnderTest hub) throws Exception {
        Answer made = hub.post("/api/v1/products", """
                {"name": "rules", "connector": "ds", "version": "20.0", "settings": {"url": "%s", "apiKey": "%s"}}""".formatted(product.url(), KEY));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    }

    private static void list(HubUnderTest hub) throws Exception {
        String files = IntStream.range(0, FILES)
                .mapToObj(i -> "file_sha256,%064x,block".formatted(i + 1))
                .collect(Collectors.joining("\n", "type,value,action\n", "\n"));
        Answer begun = hub.post("/api/v1/imports?format=csv", files);
        assertThat(begun.status()).as(begun.body().toString()).isEqualTo(202);
    }
}
