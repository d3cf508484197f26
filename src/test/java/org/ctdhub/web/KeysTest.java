// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.Role;
import org.ctdhub.lab.simulator.DtasSignature;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are made while the hub runs, and the switch of all distribution, as subscribers meet them. */
class KeysTest {

    private static final String OWN_KEY = "22222222-0000-4000-8000-00000000CAFE";

    private static RunningHub hub;
    private static Caller admin;

    @BeforeAll
    static void start() {
        hub = RunningHub.with("--ctd.products.urls.connector=sps", "--ctd.products.urls.settings.apiKey=" + OWN_KEY);
        admin = hub.with(Role.ADMINISTRATOR);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_key_works_the_moment_it_is_made_and_no_longer_than_it_is_valid() throws Exception {
        JsonNode made = made("{\"kind\":\"distribution\",\"name\":\"all\",\"admits\":\"every-type\"}");
        String id = made.path("id").asText();
        Subscriber subscriber = new Subscriber(made.path("key").asText());
        assertThat(subscriber.call("register").statusCode()).isEqualTo(200);
        report("203.0.113.1");
        assertThat(subscriber.list("0")).contains("203.0.113.1");
        assertThat(line(id).path("lastUsedAt").asText()).isNotBlank().isNotEqualTo("null");

        JsonNode next = RunningHub.json(admin.post("/api/v1/keys/" + id + "/rotate", "{\"overlapSeconds\":60}"));
        Subscriber renewed = new Subscriber(next.path("key").asText());
        assertThat(renewed.call("register").statusCode()).isEqualTo(200);
        assertThat(subscriber.call("test_connection").statusCode()).isEqualTo(200);
        hub.clock.advance(Duration.ofSeconds(60));
        assertThat(subscriber.call("test_connection").statusCode()).isEqualTo(401);

        assertThat(admin.delete("/api/v1/keys/" + next.path("id").asText()).statusCode())
                .isEqualTo(204);
        assertThat(renewed.call("test_connection").statusCode()).isEqualTo(401);
    }

    @Test
    void a_key_that_admits_nobody_lets_its_subscriber_wait() throws Exception {
        report("203.0.113.2");
        Subscriber subscriber = new Subscriber(made("{\"kind\":\"distribution\",\"name\":\"careful\"}")
                .path("key")
                .asText());

        assertThat(subscriber.call("register").statusCode()).isEqualTo(200);
        assertThat(subscriber.list("0")).isEqualTo("<Return><REPORTS/></Return>");
    }

    @Test
    void a_products_second_key_shows_it_what_its_own_shows() throws Exception {
        report("203.0.113.3");
        String given = UUID.randomUUID().toString();
        JsonNode made =
                made("{\"kind\":\"distribution\",\"name\":\"urls\",\"admits\":\"every-type\",\"product\":\"urls\","
                        + "\"key\":\"" + given + "\"}");
        assertThat(made.path("key").asText()).isEqualToIgnoringCase(given);
        Subscriber subscriber = new Subscriber(given);

        assertThat(subscriber.call("register").statusCode()).isEqualTo(200);
        assertThat(subscriber.list("0")).doesNotContain("203.0.113.3");
    }

    @Test
    void a_key_is_listed_without_its_text_and_shown_to_an_administrator_who_is_noted() throws Exception {
        JsonNode made = made("{\"kind\":\"automation\",\"name\":\"soar\",\"role\":\"operator\",\"singleUse\":true}");
        String id = made.path("id").asText();
        String text = made.path("key").asText();
        assertThat(made.path("applicationId").asText()).isNotBlank();
        assertThat(admin.get("/api/v1/keys").body()).contains("\"soar\"").doesNotContain(text);

        assertThat(RunningHub.json(admin.get("/api/v1/keys/" + id + "/secret"))
                        .path("key")
                        .asText())
                .isEqualTo(text);

        HttpResponse<String> audit = admin.get("/api/v1/audit?subject=key/" + id);
        assertThat(RunningHub.json(audit).path("items").findValuesAsText("action"))
                .containsExactly("key.show", "key.create");
        assertThat(audit.body()).doesNotContain(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"x\"}",
                "{\"kind\":\"automation\"}",
                "{\"kind\":\"distribution\",\"name\":\"x\",\"admits\":\"everybody\"}",
                "{\"kind\":\"distribution\",\"name\":\"x\",\"product\":\"nobody\"}",
                "{\"kind\":\"distribution\",\"name\":\"x\",\"key\":\"no guid\"}",
                "{\"kind\":\"automation\",\"name\":\"x\",\"role\":\"king\"}",
                "{\"kind\":\"automation\",\"name\":\"x\",\"timeoutSeconds\":0}",
            })
    void a_key_that_makes_no_sense_is_a_bad_request(String body) throws Exception {
        assertThat(admin.post("/api/v1/keys", body).statusCode()).isEqualTo(400);
    }

    @Test
    void while_distribution_is_off_a_subscriber_reads_nothing_and_misses_nothing() throws Exception {
        Subscriber subscriber =
                new Subscriber(made("{\"kind\":\"distribution\",\"name\":\"patient\",\"admits\":\"every-type\"}")
                        .path("key")
                        .asText());
        subscriber.call("register");
        report("203.0.113.4");
        String first = subscriber.list("0");
        String last = first.replaceAll("(?s).*<ID>(\\d+)</ID>.*", "$1");
        List<Object> before = reader(subscriber);

        assertThat(admin.put("/api/v1/distribution", "{\"enabled\":false}").statusCode())
                .isEqualTo(200);
        report("203.0.113.5");
        assertThat(subscriber.list(last)).isEqualTo("<Return><REPORTS/></Return>");
        assertThat(subscriber.list("0")).isEqualTo("<Return><REPORTS/></Return>");
        assertThat(reader(subscriber)).isEqualTo(before);

        assertThat(admin.put("/api/v1/distribution", "{\"enabled\":true}").statusCode())
                .isEqualTo(200);
        assertThat(subscriber.list(last)).contains("203.0.113.5").doesNotContain("203.0.113.4");
        assertThat(subscriber.list("0")).contains("203.0.113.5").contains("203.0.113.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"enabled\":true,\"serviceUrl\":\"ftp://x.example.test\"}", "{\"enabled\":7.5}"})
    void a_switch_that_makes_no_sense_is_a_bad_request(String body) throws Exception {
        assertThat(admin.put("/api/v1/distribution", body).statusCode()).isEqualTo(400);
        assertThat(RunningHub.json(admin.get("/api/v1/distribution"))
                        .path("enabled")
                        .asBoolean())
                .isTrue();
    }

    private static List<Object> reader(Subscriber subscriber) {
        return hub.database
                .jdbc()
                .sql("select asked, offered, offered_head, watermark from reader where client = :client")
                .param("client", subscriber.id)
                .query((row, n) -> {
                    List<Object> numbers = new ArrayList<>();
                    for (int column = 1; column <= 4; column++) {
                        numbers.add(row.getObject(column));
                    }
                    return numbers;
                })
                .single();
    }

    private static JsonNode made(String body) throws Exception {
        HttpResponse<String> answer = admin.post("/api/v1/keys", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RunningHub.json(answer);
    }

    private static JsonNode line(String id) throws Exception {
        for (JsonNode key : RunningHub.json(admin.get("/api/v1/keys"))) {
            if (key.path("id").asText().equals(id)) {
                return key;
            }
        }
        throw new IllegalStateException("Key " + id + " isn't listed.");
    }

    private static void report(String ip) {
        hub.context
                .getBean(Products.class)
                .enter("maker", "any", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        CollectRun run = hub.context.getBean(Producers.class).begin("maker", "objects", "0", Duration.ofDays(1));
        hub.context
                .getBean(Sightings.class)
                .register(new Batch(
                        run,
                        List.of(new Report(
                                SuspiciousObject.canonical(ObjectType.IP, ip),
                                false,
                                Risk.HIGH,
                                hub.clock.instant(),
                                Instant.parse("2035-01-01T00:00:00Z"),
                                null,
                                null,
                                null)),
                        List.of(),
                        null));
    }

    /** One that signs with a key. */
    private static final class Subscriber {

        private final String key;
        private final UUID id = UUID.randomUUID();

        Subscriber(String key) {
            this.key = key;
        }

        HttpResponse<String> call(String service, String... more) throws Exception {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("X-DTAS-ClientUUID", id.toString());
            headers.put("X-DTAS-Time", String.valueOf(hub.clock.instant().getEpochSecond()));
            headers.put("X-DTAS-Challenge", UUID.randomUUID().toString());
            for (int i = 0; i < more.length; i += 2) {
                headers.put(more[i], more[i + 1]);
            }
            String order = String.join(",", headers.keySet());
            String checksum = DtasSignature.checksum(key, List.copyOf(headers.values()), "");
            headers.put("X-DTAS-ChecksumCalculatingOrder", order);
            headers.put("X-DTAS-Checksum", checksum);
            String[] all = headers.entrySet().stream()
                    .flatMap(header -> java.util.stream.Stream.of(header.getKey(), header.getValue()))
                    .toArray(String[]::new);
            return hub.nobody().send("GET", "/web_service/sample_upload/" + service, null, all);
        }

        String list(String lastQueryId) throws Exception {
            HttpResponse<String> answer = call("get_black_lists", "X-DTAS-LastQueryID", lastQueryId);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
