// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ctdhub.lab.simulator.ImportFileSimulator;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.ManagedListSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job, from outside: what the sandbox finds is enforced, and what goes is withdrawn. */
class LabTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Lab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0));
    }

    @AfterAll
    static void stop() throws IOException {
        lab.close();
    }

    @AfterEach
    void behave() throws Exception {
        faults("ds-lab", "{}");
        faults("sps-lab", "{}");
    }

    @Test
    void the_lab_says_where_everything_is_once_all_of_it_works() {
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> answer = getAsNobody(lab.url() + "/lab");
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            assertThat(page.path("serviceUrl").asText()).isEqualTo(lab.url());
            assertThat(page.path("distributionApiKey").asText()).isNotBlank();
            assertThat(page.path("operatorToken").asText()).isEqualTo(lab.operatorToken());
            assertThat(page.path("automation").path("applicationId").asText()).isNotBlank();
            assertThat(page.path("automation").path("apiKey").asText()).isNotBlank();
            assertThat(page.path("console").path("username").asText()).isEqualTo("admin");
            assertThat(page.path("console").path("password").asText()).isNotBlank();
            assertThat(page.path("products"))
                    .hasSize(12)
                    .allSatisfy(product ->
                            assertThat(product.path("healthy").asBoolean()).isTrue());
        });
    }

    @Test
    void what_the_sandbox_finds_is_enforced_by_each_product_as_it_can() throws Exception {
        String sha1 = "00000000000000000000000000000000000a0001";
        String sha256 = "a".repeat(60) + "0001";
        find("{\"type\":\"url\",\"value\":\"http://found.example.test/a?b=%20c\",\"risk\":\"high\"}");
        find("{\"type\":\"file_sha1\",\"value\":\"" + sha1 + "\",\"risk\":\"high\",\"sha256\":\"" + sha256 + "\"}");

        enforced("sps-lab", "http://found.example.test/a?b=%20c");
        enforced("ds-lab", sha256);
        assertThat(values("ds-lab")).doesNotContain("http://found.example.test/a?b=%20c");
    }

    @Test
    void what_one_sandbox_finds_is_everywhere_it_can_be_and_gone_from_there_with_an_exception() throws Exception {
        String url = "http://everywhere.example.test/x";
        find("{\"type\":\"url\",\"value\":\"" + url + "\",\"risk\":\"high\"}");
        find("{\"type\":\"domain\",\"value\":\"everywhere.example.test\",\"risk\":\"high\"}");
        List<String> takeUrls =
                List.of("ddi-lab", "tmcm-lab", "ddei-lab", "sps-lab", "osce-lab", "osce-11", "iwsva-lab", "imsva-lab");
        List<String> takeDomains = List.of("tmcm-lab", "ddei-lab", "osce-lab", "iwsva-lab");
        takeUrls.forEach(product -> enforced(product, url));
        takeDomains.forEach(product -> enforced(product, "everywhere.example.test"));
        assertThat(values("osce-11")).doesNotContain("everywhere.example.test");

        except("url", url);
        except("domain", "everywhere.example.test");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(lab.sandbox().exceptions())
                    .as(get(lab.url() + "/api/v1/exceptions").body())
                    .contains(url, "everywhere.example.test");
            assertThat(((SandboxSimulator) lab.product("ddei-lab")).exceptions())
                    .contains(url);
        });
        takeUrls.forEach(product -> withdrawn(product, url));
        takeDomains.forEach(product -> withdrawn(product, "everywhere.example.test"));
    }

    @Test
    void what_the_sandbox_finds_is_in_the_file_that_a_gateway_imports_and_gone_with_an_exception() throws Exception {
        ImportFileSimulator gateway = (ImportFileSimulator) lab.product("iwsva-file");
        Path dropped = lab.drop().resolve("url-blocking.txt");
        find("[{\"type\":\"domain\",\"value\":\"by-file.example.test\",\"risk\":\"high\"},"
                + "{\"type\":\"url\",\"value\":\"http://url-by-file.example.test/a?b\",\"risk\":\"high\"}]");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(gateway.lastError()).isEmpty();
            assertThat(gateway.blocks("http://deep.by-file.example.test/x")).isTrue();
            assertThat(gateway.blocks("https://url-by-file.example.test/a?b")).isTrue();
            assertThat(gateway.blocks("http://url-by-file.example.test/else")).isFalse();
            assertThat(dropped).content().contains("\r\n*.by-file.example.test/*\r\n");
            assertThat(state(story("domain", "by-file.example.test"), "iwsva-file"))
                    .isEqualTo("delivered");
        });

        except("domain", "by-file.example.test");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(gateway.blocks("http://by-file.example.test/")).isFalse();
            assertThat(gateway.blocks("https://url-by-file.example.test/a?b")).isTrue();
            assertThat(dropped).content().contains("[allow]\r\n").doesNotContain("*.by-file.example.test");
        });
    }

    @Test
    void what_the_network_appliance_finds_reaches_the_others_and_its_exception_is_left_to_a_person() throws Exception {
        String domain = "seen-on-the-wire.example.test";
        HTTP.send(
                HttpRequest.newBuilder(URI.create(url("ddi-lab") + "/lab/objects"))
                        .POST(BodyPublishers.ofString(
                                "[{\"type\":\"domain\",\"value\":\"" + domain + "\",\"risk\":\"high\"}]"))
                        .build(),
                BodyHandlers.ofString());
        enforced("osce-lab", domain);
        enforced("ddei-lab", domain);

        except("domain", domain);
        withdrawn("osce-lab", domain);
        assertThat(values("ddi-lab")).as("its own detection goes on").contains(domain);
        JsonNode exceptions = JSON.readTree(
                get(lab.url() + "/api/v1/exceptions?text=" + domain).body());
        assertThat(exceptions.path("items").get(0).path("products")).anySatisfy(place -> {
            assertThat(place.path("product").asText()).isEqualTo("ddi-lab");
            assertThat(place.path("state").asText()).isEqualTo("by hand");
        });
    }

    @Test
    void what_somebody_entered_at_another_manager_is_neither_overwritten_nor_deleted() throws Exception {
        String url = "http://entered.example.test/?a=b&c=%20d";
        ManagedListSimulator manager = (ManagedListSimulator) lab.product("tmcm-lab");
        manager.enter("url", url);
        find("{\"type\":\"url\",\"value\":\"" + url + "\",\"risk\":\"high\"}");
        await().atMost(SOON).until(() -> state(story("url", url), "tmcm-lab").equals("delivered"));
        except("url", url);
        withdrawn("osce-lab", url);
        await().atMost(SOON).until(() -> !state(story("url", url), "tmcm-lab").equals("delivered"));
        assertThat(manager.objects())
                .anyMatch(o -> o.value().equals(url) && o.action().equals("log"));
    }

    @Test
    void where_nobody_would_hear_of_a_match_the_story_and_the_dry_run_say_so() throws Exception {
        String ip = "203.0.113.77";
        find("{\"type\":\"ip\",\"value\":\"" + ip + "\",\"risk\":\"high\"}");
        await().atMost(SOON).until(() -> story("ip", ip).path("listed").asBoolean());
        assertThat(story("ip", ip).path("unheard").asBoolean()).isFalse();

        String decision = "{\"objects\":[{\"type\":\"ip\",\"value\":\"" + ip + "\"}],\"action\":\"log\",\"dryRun\":";
        assertThat(post("/api/v1/decisions", decision + "true}").path("unheard").asInt())
                .isEqualTo(1);
        post("/api/v1/decisions", decision + "false}");
        assertThat(story("ip", ip).path("unheard").asBoolean()).isTrue();
    }

    @Test
    void a_full_product_holds_what_it_can_and_the_story_says_what_was_left_out() throws Exception {
        StringBuilder all = new StringBuilder("[");
        for (int i = 0; i < 5; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"url\",\"value\":\"http://many%d.example.test/\",\"risk\":\"medium\"}"
                            .formatted(i));
        }
        find(all.append("]").toString());
        enforced("imsva-lab", "http://many4.example.test/");
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode place = place(story("url", "http://many4.example.test/"), "imsva-full");
            assertThat(place.path("state").asText()).isEqualTo("not taken");
            assertThat(place.path("reason").asText()).startsWith("over the limit: its list holds 3 of a type");
        });
        assertThat(lab.product("imsva-full").objects())
                .filteredOn(o -> o.type().equals("url"))
                .hasSize(3);
    }

    @Test
    void an_expired_object_is_withdrawn_everywhere() throws Exception {
        String sha256 = "b".repeat(60) + "0001";
        String soon = Instant.now().plusSeconds(6).toString();
        find("[{\"type\":\"url\",\"value\":\"http://brief.example.test/\",\"risk\":\"high\",\"expiresAt\":\"" + soon
                + "\"},"
                + "{\"type\":\"file_sha1\",\"value\":\"00000000000000000000000000000000000b0001\",\"risk\":\"high\","
                + "\"sha256\":\"" + sha256 + "\",\"expiresAt\":\"" + soon + "\"}]");
        enforced("sps-lab", "http://brief.example.test/");
        enforced("ds-lab", sha256);

        withdrawn("sps-lab", "http://brief.example.test/");
        withdrawn("ds-lab", sha256);
        JsonNode story = story("url", "http://brief.example.test/");
        assertThat(story.path("listed").asBoolean()).isFalse();
        assertThat(story.path("events").findValuesAsText("kind"))
                .containsSubsequence("reported", "listed", "expired", "unlisted");
    }

    @Test
    void two_hashes_of_one_file_are_one_rule_that_goes_with_the_last_of_them() throws Exception {
        String sha256 = "c".repeat(60) + "0001";
        String one = "00000000000000000000000000000000000c0001";
        String other = "00000000000000000000000000000000000c0002";
        find("[{\"type\":\"file_sha1\",\"value\":\"" + one + "\",\"risk\":\"high\",\"sha256\":\"" + sha256 + "\"},"
                + "{\"type\":\"file_sha1\",\"value\":\"" + other + "\",\"risk\":\"high\",\"sha256\":\"" + sha256
                + "\"}]");
        await().atMost(SOON)
                .until(() -> state(story("file_sha1", one), "ds-lab").equals("delivered")
                        && state(story("file_sha1", other), "ds-lab").equals("delivered"));
        assertThat(values("ds-lab")).containsOnlyOnce(sha256);

        find("{\"type\":\"file_sha1\",\"value\":\"" + one + "\",\"remove\":true}");
        await().atMost(SOON).until(() -> !story("file_sha1", one).path("listed").asBoolean());
        find("{\"type\":\"url\",\"value\":\"http://after.example.test/\",\"risk\":\"high\"}");
        enforced("sps-lab", "http://after.example.test/");
        assertThat(values("ds-lab")).containsOnlyOnce(sha256);

        find("{\"type\":\"file_sha1\",\"value\":\"" + other + "\",\"remove\":true}");
        withdrawn("ds-lab", sha256);
    }

    @Test
    void a_hash_without_its_sha256_waits_and_says_so() throws Exception {
        String sha1 = "00000000000000000000000000000000000d0001";
        find("{\"type\":\"file_sha1\",\"value\":\"" + sha1 + "\",\"risk\":\"high\"}");

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode place = place(story("file_sha1", sha1), "ds-lab");
            assertThat(place.path("state").asText()).isEqualTo("waiting");
            assertThat(place.path("reason").asText()).isEqualTo("waiting for a SHA-256");
        });
    }

    @Test
    void a_record_that_is_no_object_goes_aside_with_its_reason_and_the_rest_is_kept() throws Exception {
        find("[{\"type\":\"ip\",\"value\":\"010.0.0.1\",\"risk\":\"high\"},"
                + "{\"type\":\"url\",\"value\":\"http://beside.example.test/\",\"risk\":\"high\"}]");

        enforced("sps-lab", "http://beside.example.test/");
        JsonNode quarantine =
                JSON.readTree(get(lab.url() + "/api/v1/quarantine").body());
        assertThat(quarantine).anySatisfy(line -> {
            assertThat(line.path("reason").asText()).isEqualTo("octal_form");
            assertThat(line.path("record").asText()).contains("010.0.0.1");
        });
    }

    @Test
    void what_a_product_could_not_take_while_it_was_down_arrives_when_it_is_back() throws Exception {
        faults("ds-lab", "{\"status\":503}");
        List<String> hashes = new ArrayList<>();
        IntStream.range(0, 25).forEach(i -> hashes.add("e".repeat(60) + "%04d".formatted(i)));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < hashes.size(); i++) {
            all.append(i == 0 ? "[" : ",")
                    .append("{\"type\":\"file_sha1\",\"value\":\"%040d\",\"risk\":\"high\",\"sha256\":\"%s\"}"
                            .formatted(7_000_000 + i, hashes.get(i)));
        }
        find(all.append("]").toString());
        await().atMost(SOON)
                .until(() ->
                        JSON.readTree(get(lab.url() + "/lab").body()).toString().contains("\"healthy\":false"));

        faults("ds-lab", "{}");

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(values("ds-lab")).containsAll(hashes));
    }

    @Test
    void an_answer_that_was_lost_is_looked_for_and_nothing_is_stored_twice() throws Exception {
        String sha256 = "f".repeat(60) + "0001";
        faults("ds-lab", "{\"storeThenDropConnection\":true}");
        find(
                "{\"type\":\"file_sha1\",\"value\":\"00000000000000000000000000000000000f0001\",\"risk\":\"high\",\"sha256\":\""
                        + sha256 + "\"}");
        enforced("ds-lab", sha256);
        faults("ds-lab", "{}");

        await().atMost(Duration.ofSeconds(40))
                .until(() -> state(story("file_sha1", "00000000000000000000000000000000000f0001"), "ds-lab")
                        .equals("delivered"));
        assertThat(values("ds-lab")).containsOnlyOnce(sha256);
        find("{\"type\":\"file_sha1\",\"value\":\"00000000000000000000000000000000000f0001\",\"remove\":true}");
        withdrawn("ds-lab", sha256);
    }

    @Test
    void each_route_is_measured() throws Exception {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(getAsNobody(lab.url() + "/actuator/prometheus")
                                        .body())
                                .contains("camel_exchanges_total{camelContext=\"ctd-hub\",routeId=\"register.store\"}")
                                .contains(
                                        "camel_exchanges_failed_total{camelContext=\"ctd-hub\",routeId=\"ds-lab.deliver\"}")
                                .contains(
                                        "camel_exchanges_inflight{camelContext=\"ctd-hub\",routeId=\"collect.product\"}")
                                .contains(
                                        "camel_route_policy_seconds_count{camelContext=\"ctd-hub\",routeId=\"ddan-lab.collect\"}"));
    }

    @Test
    void the_page_shows_an_attackers_text_as_text() throws Exception {
        find("{\"type\":\"ip\",\"value\":\"<script>alert(1)</script>\",\"risk\":\"high\"}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(lab.url() + "/").body())
                        .contains("&lt;script&gt;alert(1)")
                        .doesNotContain("<script>alert(1)"));
    }

    private static void find(String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(lab.sandbox().url().resolve("/lab/objects"))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void except(String type, String pattern) throws Exception {
        post("/api/v1/exceptions", "{\"type\":\"" + type + "\",\"pattern\":\"" + pattern + "\"}");
    }

    private static JsonNode post(String path, String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(lab.url() + path))
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private static void faults(String product, String json) throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(URI.create(url(product) + "/lab/faults"))
                        .PUT(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void enforced(String product, String value) {
        await().atMost(SOON).untilAsserted(() -> assertThat(values(product)).contains(value));
    }

    private static void withdrawn(String product, String value) {
        await().atMost(SOON).untilAsserted(() -> assertThat(values(product)).doesNotContain(value));
    }

    private static List<String> values(String product) throws Exception {
        return JSON.readTree(get(url(product) + "/lab/state").body())
                .path("objects")
                .findValuesAsText("value");
    }

    private static String url(String product) {
        return lab.product(product).url().toString();
    }

    private static JsonNode story(String type, String value) throws Exception {
        return JSON.readTree(get(lab.url() + "/api/v1/story?type=" + type + "&value="
                        + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .body());
    }

    private static JsonNode place(JsonNode story, String product) {
        for (JsonNode place : story.path("places")) {
            if (place.path("product").asText().equals(product)) {
                return place;
            }
        }
        return JSON.nullNode();
    }

    private static String state(JsonNode story, String product) {
        return place(story, product).path("state").asText();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (url.startsWith(lab.url())) {
            request.header("Authorization", "Bearer " + lab.operatorToken());
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> getAsNobody(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
