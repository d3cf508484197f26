// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.kit.Hostile;
import org.ctdhub.lab.simulator.FeedSimulator;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.ImportFileSimulator;
import org.ctdhub.lab.simulator.InspectorSimulator;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.ManagedListSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.SharingSimulator;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.HubIdentity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertThat(page.at("/taxii/url").asText()).isEqualTo(lab.url() + "/taxii2/");
            assertThat(page.at("/taxii/username").asText()).isNotBlank();
            assertThat(page.at("/taxii/password").asText()).isNotBlank();
            for (JsonNode list : page.path("lists")) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(list.path("url").asText()))
                        .header("Authorization", "Bearer " + list.path("token").asText())
                        .build();
                assertThat(HTTP.send(request, BodyHandlers.ofString()).body())
                        .as(list.path("name").asText())
                        .isNotBlank();
            }
            assertThat(page.path("lists")).hasSize(8);
            assertThat(page.path("products"))
                    .hasSize(17)
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
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode place = place(story("url", "http://found.example.test/a?b=%20c"), "ds-lab");
            assertThat(place.path("state").asText()).isEqualTo("not taken");
            assertThat(place.path("reason").asText()).isEqualTo("not taken itself; by way of sps-lab: delivered");
        });
        assertThat(post("/api/v1/products/ds-lab/test", "").path("notes").get(0).asText())
                .isEqualTo("Connected Threat Defense, source of the list: none is set");
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
            assertThat(lab.product("edl-lab").objects())
                    .extracting(LabObject::value)
                    .contains("*.by-file.example.test", "*.by-file.example.test/", "url-by-file.example.test/a?b");
            assertThat(state(story("domain", "by-file.example.test"), "iwsva-file"))
                    .isEqualTo("delivered");
        });

        except("domain", "by-file.example.test");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(gateway.blocks("http://by-file.example.test/")).isFalse();
            assertThat(gateway.blocks("https://url-by-file.example.test/a?b")).isTrue();
            assertThat(dropped).content().contains("[allow]\r\n").doesNotContain("*.by-file.example.test");
            assertThat(lab.product("edl-lab").objects())
                    .extracting(LabObject::value)
                    .noneMatch(line -> line.contains(".by-file.example.test"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"taxii-lab", "taxii-20"})
    void what_a_feed_publishes_is_enforced_and_gone_when_it_is_revoked(String name) throws Exception {
        FeedSimulator feed = (FeedSimulator) lab.product(name);
        List<Finding> many = IntStream.range(0, 45)
                .mapToObj(i -> Finding.of("domain", name + "-" + i + ".example.test", "high"))
                .toList();
        feed.publish(many);
        feed.publish(List.of(Finding.of("url", "http://" + name + ".example.test/it's", "high")));
        enforced("osce-lab", "http://" + name + ".example.test/it's");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(values("osce-lab"))
                        .containsAll(many.stream().map(Finding::value).toList()));

        feed.publish(many.subList(0, 5).stream()
                .map(each -> Finding.removal(each.type(), each.value()))
                .toList());
        withdrawn("osce-lab", name + "-0.example.test");
        withdrawn("osce-lab", name + "-4.example.test");
        assertThat(values("osce-lab")).contains("http://" + name + ".example.test/it's");
    }

    @Test
    void what_is_shared_as_an_event_is_listed_page_by_page_and_gone_when_it_is_deleted_there() throws Exception {
        SharingSimulator sharing = (SharingSimulator) lab.product("misp-lab");
        String last = "shared-44.example.test";
        sharing.publish(IntStream.range(0, 45)
                .mapToObj(i -> Finding.of("domain", "shared-" + i + ".example.test", "medium"))
                .toList());
        await().atMost(SOON).until(() -> story("domain", last).path("listed").asBoolean());
        JsonNode report = story("domain", last).path("reports").path(0);
        assertThat(report.path("product").asText()).isEqualTo("misp-lab");
        assertThat(report.path("risk").asText()).isEqualTo("medium");
        assertThat(report.path("detection").asText()).isEqualTo("a shared event");

        sharing.publish(List.of(Finding.removal("domain", last)));
        await().atMost(SOON).until(() -> !story("domain", last).path("listed").asBoolean());
        assertThat(story("domain", "shared-0.example.test").path("listed").asBoolean())
                .isTrue();
    }

    @Test
    void what_the_network_appliance_finds_reaches_the_others_and_its_exception_is_left_to_a_person() throws Exception {
        String domain = "seen-on-the-wire.example.test";
        try (InspectorSimulator appliance = inspector("ddi-by-hand")) {
            discover(appliance, "domain", domain);
            enforced("osce-lab", domain);
            enforced("ddei-lab", domain);

            except("domain", domain);
            withdrawn("osce-lab", domain);
            assertThat(appliance.objects())
                    .as("its own detection goes on")
                    .extracting(LabObject::value)
                    .contains(domain);
            assertThat(appliance.allowed()).isEmpty();
            assertThat(exceptionAt("ddi-by-hand", domain).path("state").asText())
                    .isEqualTo("by hand");
            leave("ddi-by-hand");
        }
    }

    @Test
    void an_exception_stops_the_network_appliances_own_detection_too() throws Exception {
        InspectorSimulator appliance = (InspectorSimulator) lab.product("ddi-lab");
        appliance.allow("domain", "ours.example.test", "entered <here> & kept");
        String url = "http://good.example.test/?a=1&b=%3C2%3E";
        discover(appliance, "url", url);
        discover(appliance, "ip", "198.51.100.77");
        enforced("osce-lab", url);
        enforced("osce-lab", "198.51.100.77");

        except("url", url);
        except("ip", "198.51.100.64/26");
        except("domain", "ours.example.test");
        long rule = except("domain", "*.wild.example.test");
        withdrawn("osce-lab", "198.51.100.77");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(appliance.allowed())
                        .contains("ours.example.test entered <here> & kept")
                        .anyMatch(entry -> entry.startsWith("198.51.100.64/26 " + mark())));
        withdrawn("ddi-lab", "198.51.100.77");
        withdrawn("ddi-lab", url);
        assertThat(appliance.allowed())
                .filteredOn(entry -> entry.startsWith("ours.example.test"))
                .hasSize(1);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(exceptionAt("ddi-lab", "198.51.100.64/26").path("state").asText())
                    .isEqualTo("delivered");
            JsonNode refused = exceptionAt("ddi-lab", "*.wild.example.test");
            assertThat(refused.path("state").asText()).isEqualTo("refused");
            assertThat(refused.path("reason").asText()).contains("single objects and ranges");
        });

        appliance.allow("domain", "later.example.test", "");
        HTTP.send(request("/api/v1/exceptions/" + rule).DELETE().build(), BodyHandlers.ofString());
        HTTP.send(
                request("/api/v1/exceptions/" + number("198.51.100.64/26"))
                        .DELETE()
                        .build(),
                BodyHandlers.ofString());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(appliance.allowed())
                        .contains("ours.example.test entered <here> & kept", "later.example.test ")
                        .noneMatch(entry -> entry.startsWith("198.51.100.64/26")));
    }

    @Test
    void an_appliance_that_suddenly_lists_little_withdraws_nothing_until_a_person_looked() throws Exception {
        try (InspectorSimulator appliance = inspector("ddi-shrinks")) {
            String all = IntStream.range(0, 30)
                    .mapToObj(i -> "{\"type\":\"domain\",\"value\":\"shrinks%02d.example.test\"}".formatted(i))
                    .collect(Collectors.joining(",", "[", "]"));
            postTo(appliance, all);
            enforced("osce-lab", "shrinks29.example.test");

            appliance.feed(InspectorSimulator.Feed.FAULT);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(get(lab.url() + "/api/v1/products/ddi-shrinks")
                                    .body())
                            .contains("busy"));
            appliance.feed(InspectorSimulator.Feed.EMPTY);
            JsonNode brake = await().atMost(SOON)
                    .until(() -> brake("ddi-shrinks"), held -> held.path("id").asLong() > 0);
            assertThat(brake.path("reason").asText()).contains("lists 30 objects no longer", "50 % of the 30");
            assertThat(values("osce-lab")).contains("shrinks00.example.test", "shrinks29.example.test");

            appliance.feed(InspectorSimulator.Feed.SHORT);
            HTTP.send(
                    request("/api/v1/brakes/" + brake.path("id").asLong() + "/release")
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            withdrawn("osce-lab", "shrinks29.example.test");
            assertThat(values("osce-lab")).contains("shrinks00.example.test");
            leave("ddi-shrinks");
        }
    }

    @Test
    void what_an_appliance_behind_nat_sends_reaches_the_others_and_leaves_them_when_it_takes_it_back()
            throws Exception {
        String url = "http://behind-nat.example.test/?a=b&c=%20d";
        String finding = "{\"type\":\"url\",\"value\":\"" + url + "\"";
        sendTo(url("ddi-nat"), "[" + finding + ",\"risk\":\"medium\"}]");
        enforced("osce-lab", url);
        enforced("sps-lab", url);

        sendTo(url("ddi-nat"), "[" + finding + ",\"remove\":true}]");
        withdrawn("osce-lab", url);
        withdrawn("sps-lab", url);
    }

    @Test
    void a_hash_that_waits_moves_when_its_sandbox_sends_that_it_analysed_the_file() throws Exception {
        String sha1 = "00000000000000000000000000000000000d0002";
        String sha256 = "d".repeat(60) + "0002";
        find("{\"type\":\"file_sha1\",\"value\":\"" + sha1 + "\",\"risk\":\"high\"}");
        await().atMost(SOON)
                .until(() -> state(story("file_sha1", sha1), "ds-lab").equals("waiting"));

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lab.syslogPort())) {
            socket.getOutputStream()
                    .write(("CEF:0|Trend Micro|Deep Discovery Analyzer|7.6|200128|SUBMISSION_ANALYZED|8|"
                                    + "dvchost=sandbox.example.test cn1=0 fileHash=" + sha1 + " cs6=" + sha256 + "\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
        enforced("ds-lab", sha256);
    }

    @Test
    void what_somebody_entered_at_another_manager_is_neither_overwritten_nor_deleted() throws Exception {
        String url = "http://entered.example.test/?a=b&c=%20d";
        ManagedListSimulator manager = (ManagedListSimulator) lab.product("tmcm-lab");
        manager.enter("url", url);
        find("{\"type\":\"url\",\"value\":\"" + url + "\",\"risk\":\"high\"}");
        await().atMost(SOON).until(() -> taken(story("url", url), "tmcm-lab"));
        except("url", url);
        withdrawn("osce-lab", url);
        await().atMost(SOON).until(() -> !taken(story("url", url), "tmcm-lab"));
        assertThat(manager.objects())
                .anyMatch(o -> o.value().equals(url) && o.action().equals("log"));
    }

    @Test
    void what_a_product_lost_behind_the_hubs_back_is_found_and_put_back() throws Exception {
        String sha1 = "0000000000000000000000000000000000ab0001";
        String sha256 = "ab".repeat(30) + "0001";
        String url = "http://lost.example.test/a?b=c";
        find("[{\"type\":\"file_sha1\",\"value\":\"" + sha1 + "\",\"risk\":\"high\",\"sha256\":\"" + sha256 + "\"},"
                + "{\"type\":\"url\",\"value\":\"" + url + "\",\"risk\":\"high\"}]");
        await().atMost(SOON)
                .until(() -> state(story("file_sha1", sha1), "ds-lab").equals("confirmed")
                        && state(story("url", url), "tmcm-lab").equals("confirmed"));

        behindItsBack("DELETE", url("ds-lab") + "/lab/rules?sha256=" + sha256, "");
        behindItsBack("DELETE", url("tmcm-lab") + "/lab/objects?type=url&value=" + encoded(url), "");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(kinds(story("file_sha1", sha1), "ds-lab"))
                    .containsSubsequence("delivered", "drifted", "delivered");
            assertThat(kinds(story("url", url), "tmcm-lab")).containsSubsequence("delivered", "drifted", "delivered");
        });
        assertThat(values("ds-lab")).containsOnlyOnce(sha256);
        assertThat(values("tmcm-lab")).containsOnlyOnce(url);
        await().atMost(SOON)
                .until(() -> state(story("file_sha1", sha1), "ds-lab").equals("confirmed"));
    }

    @Test
    void what_bears_the_hubs_mark_and_is_not_wanted_is_taken_away() throws Exception {
        String sha256 = "ac".repeat(30) + "0001";
        String url = "http://left-over.example.test/";
        behindItsBack(
                "POST",
                url("ds-lab") + "/lab/rules",
                "{\"sha256\":\"" + sha256 + "\",\"description\":\"" + mark() + " file_sha1 left over\"}");
        behindItsBack(
                "POST",
                url("tmcm-lab") + "/lab/objects",
                "{\"type\":\"url\",\"value\":\"" + url + "\",\"notes\":\"" + mark() + "\"}");

        withdrawn("ds-lab", sha256);
        withdrawn("tmcm-lab", url);
        await().atMost(SOON).until(() -> kinds(story("url", url), "tmcm-lab").equals(List.of("drifted", "removed")));
        assertThat(story("url", url).path("listed").asBoolean()).isFalse();
    }

    @Test
    void what_somebody_else_put_there_is_left_alone() throws Exception {
        String sha256 = "ad".repeat(30) + "0001";
        String url = "http://theirs.example.test/";
        behindItsBack(
                "POST",
                url("ds-lab") + "/lab/rules",
                "{\"sha256\":\"" + sha256 + "\",\"description\":\"ctd-hub/0de51d00 of another hub\"}");
        behindItsBack("POST", url("tmcm-lab") + "/lab/objects", "{\"type\":\"url\",\"value\":\"" + url + "\"}");

        for (String product : List.of("ds-lab", "tmcm-lab")) {
            String asked = post("/api/v1/products/" + product + "/compare", "")
                    .path("dueAt")
                    .asText();
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode found = JSON.readTree(
                                get(lab.url() + "/api/v1/products/" + product).body())
                        .path("comparison");
                assertThat(Instant.parse(found.path("comparedAt").asText())).isAfter(Instant.parse(asked));
                assertThat(found.path("leftAlone").asInt()).isPositive();
            });
        }
        assertThat(values("ds-lab")).contains(sha256);
        assertThat(values("tmcm-lab")).contains(url);
        assertThat(getAsNobody(lab.url() + "/actuator/prometheus").body())
                .contains("ctd_drift{kind=\"missing\",product=\"ds-lab\"}");
    }

    @Test
    void where_nobody_would_hear_of_a_match_the_story_and_the_dry_run_say_so() throws Exception {
        String ip = "203.0.113.77";
        find("{\"type\":\"ip\",\"value\":\"" + ip + "\",\"risk\":\"high\"}");
        await().atMost(SOON).until(() -> story("ip", ip).path("listed").asBoolean());
        assertThat(story("ip", ip).path("unheard").asBoolean()).isFalse();

        post("/api/v1/products/tmcm-lab/stop", "{}"); // the only one of them that says what it meets
        String decision = "{\"objects\":[{\"type\":\"ip\",\"value\":\"" + ip + "\"}],\"action\":\"log\",\"dryRun\":";
        assertThat(post("/api/v1/decisions", decision + "true}").path("unheard").asInt())
                .isEqualTo(1);
        post("/api/v1/decisions", decision + "false}");
        assertThat(story("ip", ip).path("unheard").asBoolean()).isTrue();
        post("/api/v1/products/tmcm-lab/resume", "{}");
        await().atMost(SOON).until(() -> !story("ip", ip).path("unheard").asBoolean());
    }

    @Test
    void what_a_products_endpoints_meet_is_in_the_story_of_the_object() throws Exception {
        String url = "http://met.example.test/a?b=c";
        String sha1 = "0000000000000000000000000000000000090001";
        find("[{\"type\":\"url\",\"value\":\"" + url + "\",\"risk\":\"high\"},{\"type\":\"file_sha1\",\"value\":\""
                + sha1 + "\",\"risk\":\"high\"}]");
        enforced("tmcm-lab", url);
        enforced("tmcm-lab", sha1);
        ManagedListSimulator manager = (ManagedListSimulator) lab.product("tmcm-lab");
        assertThat(manager.detect("url", url, "pc1.example.test")).isEqualTo("block");
        assertThat(manager.detect("file_sha1", sha1, "pc2.example.test")).isEqualTo("block");
        detected("url", url, "block at pc1.example.test (real_time)");
        detected("file_sha1", sha1, "block at pc2.example.test (real_time)");

        JsonNode told = post(
                "/api/v1/detections?product=iwsva-lab",
                "[{\"type\":\"url\",\"value\":\"" + url + "\",\"action\":\"log\",\"endpoint\":\"pc3.example.test\"}]");
        assertThat(told.path("taken").asInt()).isEqualTo(1);
        detected("url", url, "log at pc3.example.test");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                getAsNobody(lab.url() + "/actuator/prometheus").body())
                        .contains("ctd_detections_taken{product=\"iwsva-lab\"} 1.0")
                        .contains("ctd_detections_last{product=\"tmcm-lab\"}"));
    }

    private static void detected(String type, String value, String detail) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(story(type, value).path("events"))
                        .anySatisfy(event -> {
                            assertThat(event.path("kind").asText()).isEqualTo("detected");
                            assertThat(event.path("detail").asText()).isEqualTo(detail);
                        }));
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
    void an_old_product_takes_what_its_version_can_and_for_the_rest_its_version_is_the_reason() throws Exception {
        find("[{\"type\":\"url\",\"value\":\"http://for-the-old.example.test/\",\"risk\":\"high\"},"
                + "{\"type\":\"domain\",\"value\":\"for-the-new.example.test\",\"risk\":\"high\"}]");
        enforced("osce-11", "http://for-the-old.example.test/");
        enforced("osce-lab", "for-the-new.example.test");

        String reason = "it takes domains from XG SP1; its version is 11.0 SP1";
        JsonNode place = place(story("domain", "for-the-new.example.test"), "osce-11");
        assertThat(place.path("state").asText()).isEqualTo("not taken");
        assertThat(place.path("reason").asText()).isEqualTo("not a type that it takes: " + reason);
        assertThat(values("osce-11")).doesNotContain("for-the-new.example.test");
        JsonNode page = JSON.readTree(getAsNobody(lab.url() + "/lab").body());
        assertThat(page.path("products"))
                .filteredOn(product -> product.path("name").asText().equals("osce-11"))
                .singleElement()
                .satisfies(old -> {
                    assertThat(old.path("version").asText()).isEqualTo("11.0 SP1");
                    assertThat(old.path("refuses").path("domain").asText()).isEqualTo(reason);
                });
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
        for (String sha1 : List.of(one, other)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(state(story("file_sha1", sha1), "ds-lab"))
                            .as(place(story("file_sha1", sha1), "ds-lab").toString())
                            .isIn("delivered", "confirmed"));
        }
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
                .until(() -> taken(story("file_sha1", "00000000000000000000000000000000000f0001"), "ds-lab"));
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
    void what_an_attacker_wrote_reaches_each_product_byte_by_byte_once_or_is_refused() throws Exception {
        String host = "http://hostile.example.test/";
        List<Map<String, String>> found = new ArrayList<>();
        Set<String> taken = new TreeSet<>();
        for (String value : Hostile.VALUES) {
            String url = value.replace("http://bad.example.test/", host);
            if (!Hostile.isNoXml(url)) { // which no appliance that answers in XML can report
                found.add(Map.of("type", "url", "value", url, "risk", "high"));
                canonical(url).ifPresent(taken::add);
            }
        }
        assertThat(taken).hasSizeGreaterThan(Hostile.VALUES.size() / 2);
        find(JSON.writeValueAsString(found));

        for (String product : List.of("sps-lab", "osce-lab", "ddei-lab", "imsva-lab")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(values(product))
                            .filteredOn(value -> value.contains("hostile.example.test"))
                            .as(product)
                            .containsExactlyInAnyOrderElementsOf(taken));
        }
    }

    private static Optional<String> canonical(String url) {
        try {
            return Optional.of(SuspiciousObject.of(ObjectType.URL, url).value());
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    @Test
    void the_page_shows_an_attackers_text_as_text() throws Exception {
        find("{\"type\":\"ip\",\"value\":\"<script>alert(1)</script>\",\"risk\":\"high\"}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(lab.url() + "/").body())
                        .contains("&lt;script&gt;alert(1)")
                        .doesNotContain("<script>alert(1)"));
    }

    private static void sendTo(String product, String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(product + "/lab/objects"))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void find(String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(lab.sandbox().url().resolve("/lab/objects"))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Answers the exception's number. */
    private static long except(String type, String pattern) throws Exception {
        post("/api/v1/exceptions", "{\"type\":\"" + type + "\",\"pattern\":\"" + pattern + "\"}");
        return number(pattern);
    }

    private static long number(String pattern) throws Exception {
        return exception(pattern).path("id").asLong();
    }

    private static JsonNode exception(String pattern) throws Exception {
        String text = URLEncoder.encode(pattern, StandardCharsets.UTF_8);
        return JSON.readTree(get(lab.url() + "/api/v1/exceptions?text=" + text).body())
                .path("items")
                .path(0);
    }

    private static JsonNode exceptionAt(String product, String pattern) throws Exception {
        for (JsonNode place : exception(pattern).path("products")) {
            if (place.path("product").asText().equals(product)) {
                return place;
            }
        }
        return JSON.nullNode();
    }

    private static JsonNode brake(String product) throws Exception {
        for (JsonNode brake : JSON.readTree(get(lab.url() + "/api/v1/brakes").body())) {
            if (brake.path("product").asText().equals(product)) {
                return brake;
            }
        }
        return JSON.nullNode();
    }

    /** A network appliance of its own, registered under this name as its manifest has it. */
    private static InspectorSimulator inspector(String name) throws Exception {
        InspectorSimulator appliance = new InspectorSimulator();
        appliance.start();
        post("/api/v1/products", """
                {"name": "%s", "connector": "ddi", "version": "6.5", "every": "500ms",
                 "settings": {"url": "%s", "distributionKey": "%s"}}""".formatted(name, appliance.url(), UUID.randomUUID()));
        return appliance;
    }

    private static void leave(String product) throws Exception {
        HTTP.send(request("/api/v1/products/" + product).DELETE().build(), BodyHandlers.ofString());
    }

    private static void discover(InspectorSimulator appliance, String type, String value) throws Exception {
        postTo(appliance, JSON.writeValueAsString(Map.of("type", type, "value", value)));
    }

    private static void postTo(InspectorSimulator appliance, String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(appliance.url().resolve("/lab/objects"))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(lab.url() + path))
                .header("Authorization", "Bearer " + lab.operatorToken())
                .header("Content-Type", "application/json");
    }

    private static JsonNode post(String path, String json) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(request(path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
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
        return JSON.readTree(get(lab.url() + "/api/v1/story?type=" + type + "&value=" + encoded(value))
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

    /** Whether the product took it, perhaps read back since. */
    private static boolean taken(JsonNode story, String product) {
        return List.of("delivered", "confirmed").contains(state(story, product));
    }

    private static List<String> kinds(JsonNode story, String product) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode event : story.path("events")) {
            if (event.path("product").asText().equals(product)) {
                kinds.add(event.path("kind").asText());
            }
        }
        return kinds;
    }

    private static void behindItsBack(String method, String url, String json) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String mark() {
        return lab.hub().getBean(HubIdentity.class).mark();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
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
