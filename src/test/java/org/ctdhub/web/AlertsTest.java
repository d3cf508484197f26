// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.auth.Role;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.Faults;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person is told to look at, and that it is over. */
class AlertsTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String KEY = "2:rules-of-the-test";

    private static RunningHub hub;
    private static Caller operator;

    @BeforeAll
    static void start() {
        hub = RunningHub.with(
                "--ctd.tick-millis=100",
                "--ctd.federation.role=hub",
                "--ctd.distribution.clock-skew=0s",
                "--ctd.distribution.keys[0].key=" + Federated.EDGE_KEY,
                "--ctd.distribution.keys[0].admits=edge");
        operator = hub.with(Role.OPERATOR);
        list("a", "b", "c");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_product_that_can_not_be_told_is_behind_until_it_was_told() throws Exception {
        try (RuleManagerSimulator rules = rules("down", "", new Faults(503, null, null, null))) {
            awaitAlert("product_behind", "down", true);
            assertThat(message("product_behind", "down"))
                    .startsWith("It could not be told what changed")
                    .contains("HTTP 503");

            rules.misbehave(Faults.NONE);
            awaitAlert("product_behind", "down", false);
        }
    }

    @Test
    void a_producer_that_can_not_be_read_is_behind() throws Exception {
        register(
                "unread",
                "ddan",
                "6.8",
                "\"url\": \"http://127.0.0.1:1\", \"apiKey\": \"" + Federated.PRODUCT_KEY + "\"");
        awaitAlert("product_behind", "unread", true);
        assertThat(message("product_behind", "unread")).startsWith("It could not be read for 5 minutes or more");

        operator.delete("/api/v1/products/unread");
        awaitAlert("product_behind", "unread", false);
    }

    @Test
    void a_product_that_refuses_the_hubs_key_is_told_of_as_such() throws Exception {
        try (RuleManagerSimulator rules = rules("locked", "", new Faults(401, null, null, null))) {
            awaitAlert("credentials_refused", "locked", true);
            assertThat(message("credentials_refused", "locked")).startsWith("It refused the hub: ");

            rules.misbehave(Faults.NONE);
            awaitAlert("credentials_refused", "locked", false);
        }
    }

    @Test
    void a_list_that_is_full_is_told_of_until_there_is_room_again() throws Exception {
        try (RuleManagerSimulator rules = rules("small", ", \"limit\": \"2\"", Faults.NONE)) {
            awaitAlert("list_full", "small file_sha256", true);
            assertThat(message("list_full", "small file_sha256"))
                    .isEqualTo("Its list of file_sha256 holds 2 of 2, and others are left out.");
            assertThat(rules.objects()).hasSizeLessThanOrEqualTo(2);

            HttpResponse<String> changed =
                    operator.put("/api/v1/products/small", "{\"settings\": {\"limit\": \"100\"}}");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            awaitAlert("list_full", "small file_sha256", false);
        }
    }

    @Test
    void an_edge_that_no_longer_asks_is_behind() throws Exception {
        String origin;
        try (ManagedHub edge = new ManagedHub(
                "--ctd.federation.role=edge",
                "--ctd.federation.hub.url=" + hub.url(),
                "--ctd.federation.hub.key=" + Federated.EDGE_KEY)) {
            origin = edge.bean(HubIdentity.class).origin().toString();
            await().atMost(SOON)
                    .until(() -> operator.get("/api/v1/federation").body().contains(origin));
        }
        list("d");
        await().atMost(SOON).until(() -> {
            hub.clock.advance(Duration.ofMinutes(2));
            return alerts().anyMatch(alert -> alert.path("kind").asText().equals("edge_behind"));
        });
    }

    private static RuleManagerSimulator rules(String name, String more, Faults first) throws Exception {
        RuleManagerSimulator rules =
                new RuleManagerSimulator(KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, hub.clock);
        rules.misbehave(first);
        rules.start();
        register(name, "ds", "20.0", "\"url\": \"%s\", \"apiKey\": \"%s\"%s".formatted(rules.url(), KEY, more));
        return rules;
    }

    private static void register(String name, String connector, String version, String settings) throws Exception {
        HttpResponse<String> made =
                operator.post("/api/v1/products", """
                {"name": "%s", "connector": "%s", "version": "%s", "settings": {%s}}""".formatted(name, connector, version, settings));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private static void list(String... digits) {
        await().atMost(SOON)
                .until(() -> operator.post(
                                        "/api/v1/imports?format=csv",
                                        Stream.of(digits)
                                                .map(digit -> "file_sha256," + digit.repeat(64) + ",block")
                                                .collect(Collectors.joining("\n", "type,value,action\n", "\n")))
                                .statusCode()
                        == 202);
    }

    /** It takes a minute until something is told, and another until it is told to be over. */
    private static void awaitAlert(String kind, String subject, boolean open) {
        await().atMost(SOON).until(() -> {
            hub.clock.advance(Duration.ofSeconds(61));
            return alerts().anyMatch(alert -> is(alert, kind, subject)) == open;
        });
    }

    private static String message(String kind, String subject) throws Exception {
        return alerts().filter(alert -> is(alert, kind, subject))
                .findFirst()
                .orElseThrow()
                .path("message")
                .asText();
    }

    private static boolean is(JsonNode alert, String kind, String subject) {
        return alert.path("kind").asText().equals(kind)
                && alert.path("subject").asText().equals(subject);
    }

    private static Stream<JsonNode> alerts() throws Exception {
        JsonNode all = RunningHub.json(operator.get("/api/v1/alerts?open=true&limit=1000"));
        return Stream.iterate(0, n -> n < all.size(), n -> n + 1).map(all::path);
    }
}
