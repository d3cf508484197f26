// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.ctdhub.lab.simulator.SubscriberSimulator;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sets for one product: it changes what that product receives, by just the difference. */
class SwitchesTest {

    private static final String KEY = "22222222-0000-4000-8000-00000000CAFE";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TestDatabase database;
    private static HubUnderTest hub;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        hub = new HubUnderTest(database, "--ctd.secrets.key=the-key-of-the-test", "--ctd.preset=block");
    }

    @AfterAll
    static void stop() {
        hub.close();
        database.close();
    }

    @Test
    void a_changed_switch_adds_and_withdraws_exactly_the_difference() throws Exception {
        for (String action : new String[] {"log", "block"}) {
            Answer put = hub.post("/api/v1/user-defined", """
                    {"type": "url", "value": "http://%s.example.test/", "action": "%s"}""".formatted(action, action));
            assertThat(put.status()).as(put.body().toString()).isLessThan(300);
        }
        Answer made = hub.post("/api/v1/products", """
                {"name": "gate", "connector": "sps", "version": "3.3", "settings": {"apiKey": "%s"}}""".formatted(KEY));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        try (SubscriberSimulator gate =
                SubscriberSimulator.ofUrls(URI.create(hub.url()), KEY, Duration.ofMillis(200))) {
            gate.start(0);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(lists(gate, "http://block.example.test/")).isTrue();
                assertThat(lists(gate, "http://log.example.test/")).isFalse();
            });

            change("{\"settings\": {\"least\": \"log\"}}");
            await().atMost(SOON).until(() -> lists(gate, "http://log.example.test/"));
            assertThat(lists(gate, "http://block.example.test/")).isTrue();

            change("{\"settings\": {\"limit\": \"1\", \"least\": \"log\"}}");
            await().atMost(SOON)
                    .until(() ->
                            !lists(gate, "http://block.example.test/") || !lists(gate, "http://log.example.test/"));
        }
    }

    @Test
    void a_product_that_goes_is_asked_about_what_it_holds_and_gives_it_back() throws Exception {
        hub.post("/api/v1/user-defined", """
                {"type": "url", "value": "http://held.example.test/", "action": "block"}""");
        String key = "33333333-0000-4000-8000-00000000CAFE";
        hub.post("/api/v1/products", """
                {"name": "old", "connector": "sps", "settings": {"apiKey": "%s"}}""".formatted(key));
        assertThat(state("old")).isEqualTo("silent");
        try (SubscriberSimulator old = SubscriberSimulator.ofUrls(URI.create(hub.url()), key, Duration.ofMillis(200))) {
            old.start(0);
            await().atMost(SOON).until(() -> lists(old, "http://held.example.test/"));
            assertThat(state("old")).isEqualTo("enabled");

            old.lose();
            assertThat(hub.post("/api/v1/products/old/send-again", null).status())
                    .isEqualTo(202);
            await().atMost(SOON).until(() -> lists(old, "http://held.example.test/"));

            Answer asked = hub.call("DELETE", "/api/v1/products/old", null);
            assertThat(asked.status()).isEqualTo(400);
            assertThat(asked.body().path("detail").asText())
                    .contains("holds=withdraw")
                    .contains("holds=leave");

            assertThat(hub.call("DELETE", "/api/v1/products/old?holds=withdraw", null)
                            .status())
                    .isEqualTo(202);
            await().atMost(SOON).until(() -> hub.get("/api/v1/products/old").status() == 404);
            assertThat(old.objects()).isEmpty();
        }
    }

    private static String state(String product) throws Exception {
        return hub.get("/api/v1/products/" + product).body().path("state").asText();
    }

    @Test
    void a_switch_that_does_not_fit_is_refused_with_what_would() throws Exception {
        Answer refused = hub.post("/api/v1/products", """
                {"name": "other", "connector": "sps", "settings": {"apiKey": "%s", "least": "perhaps", "types": "url,colour",
                 "limit": "0", "row": "none"}}""".formatted(KEY));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString())
                .contains("'least' doesn't fit. Use one of log, block, quarantine.")
                .contains("'types' doesn't fit. Use one of url.")
                .contains("'limit' is not a number from 1 to")
                .contains("'row' doesn't fit. Use one of sps, sps-file.");
    }

    private static boolean lists(SubscriberSimulator gate, String url) {
        return gate.objects().stream().anyMatch(object -> object.value().equals(url));
    }

    private static void change(String what) throws Exception {
        String etag = hub.get("/api/v1/products/gate").etag();
        Answer changed = hub.call("PUT", "/api/v1/products/gate", what, "If-Match", etag);
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
    }
}
