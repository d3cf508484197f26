// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.Role;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detections from outside: products tell them, people look for them. */
class DetectionsApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ManagedHub hub;
    private static Instant now;
    private static String productToken;

    @BeforeAll
    static void start() throws Exception {
        hub = new ManagedHub();
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        hub.report("sandbox", ManagedHub.found(ObjectType.DOMAIN, "bad.example.test"));
        hub.report("endpoints", ManagedHub.found(ObjectType.IP, "203.0.113.1"));
        hub.report("gateway", ManagedHub.found(ObjectType.IP, "203.0.113.2"));
        productToken = hub.bean(Tokens.class)
                .create(
                        Actor.HUB,
                        new Tokens.Wanted(
                                "endpoints",
                                Role.PRODUCT,
                                Optional.empty(),
                                Optional.of("endpoints"),
                                Optional.empty()))
                .text();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static HttpResponse<String> send(String method, String path, String token, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hub.url() + "/api/v1/detections" + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode told(String body) throws Exception {
        HttpResponse<String> answer = send("POST", "", productToken, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode asked(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, hub.token(), null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String refused(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send(method, path, hub.token(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).path("detail").asText();
    }

    private static String record(String type, String value, String more) {
        return "{\"type\":\"" + type + "\",\"value\":\"" + value + "\",\"at\":\"" + now + "\",\"id\":\""
                + UUID.randomUUID() + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void an_array_is_answered_record_by_record() throws Exception {
        String one = record("url", "http://x.bad.example.test/a", "\"action\":\"log\"");

        JsonNode answer = told("[" + one + "," + one + ",{\"type\":\"ip\"}]");

        assertThat(answer.path("taken").asInt()).isEqualTo(1);
        assertThat(answer.path("records").findValuesAsText("outcome")).containsExactly("taken", "duplicate", "refused");
        assertThat(answer.at("/records/2/reason").asText()).isEqualTo("missing");
        assertThat(answer.at("/records/2/message").asText()).contains("'value'");
        assertThat(told("[" + one + "]").path("duplicates").asInt()).isEqualTo(1);
    }

    @Test
    void of_lines_one_that_cannot_be_read_keeps_none_of_the_others_out() throws Exception {
        JsonNode answer = told(record("ip", "198.51.100.1", "") + "\r\n{\"type\":\n\n"
                + record("ip", "198.51.100.2", "") + "\n{\"value\":\"a\",\"value\":\"b\"}");

        assertThat(answer.path("records").findValuesAsText("outcome"))
                .containsExactly("taken", "refused", "taken", "refused");
        assertThat(answer.path("records").findValuesAsText("record")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void an_array_that_breaks_off_says_how_much_of_it_was_taken_and_can_be_sent_again() throws Exception {
        List<String> records = new ArrayList<>();
        for (int n = 0; n < 1_500; n++) {
            records.add(record("ip", "198.51.100.3", "\"rule\":\"broken off\""));
        }
        String whole = "[" + String.join(",", records) + "]";

        HttpResponse<String> answer = send("POST", "", productToken, whole.substring(0, whole.length() - 30));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains("The first 1499 records");
        JsonNode again = told(whole);
        assertThat(again.path("taken").asInt()).isEqualTo(1);
        assertThat(again.path("duplicates").asInt()).isEqualTo(1_499);
    }

    @Test
    void more_than_ten_thousand_in_a_call_are_refused_behind_the_ten_thousandth() throws Exception {
        String line =
                "{\"type\":\"ip\",\"value\":\"198.51.100.4\",\"at\":" + now.getEpochSecond() + ",\"id\":\"many\"}\n";
        assertThat(told(line.repeat(10_000)).path("duplicates").asInt()).isEqualTo(9_999);

        HttpResponse<String> answer = send("POST", "", productToken, line.repeat(10_001));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("more than 10000 records").contains("The first 10000 records");
    }

    @Test
    void a_product_speaks_for_itself_alone_and_reads_nothing() throws Exception {
        String one = "[" + record("ip", "198.51.100.5", "") + "]";
        assertThat(send("POST", "?product=gateway", productToken, one).statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "?product=endpoints", productToken, one).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "", productToken, null).statusCode()).isEqualTo(403);
        assertThat(send("GET", "/summary?by=action", productToken, null).statusCode())
                .isEqualTo(403);
        assertThat(refused("POST", "", one, 400)).contains("?product=");
        assertThat(refused("POST", "?product=nobody", one, 404)).contains("register it first");
        String viewer = hub.bean(Tokens.class)
                .create(Actor.HUB, Tokens.Wanted.lasting("viewer-of-detections", Role.VIEWER))
                .text();
        assertThat(send("POST", "?product=gateway", viewer, one).statusCode()).isEqualTo(403);
        assertThat(send("GET", "", viewer, null).statusCode()).isEqualTo(200);
        assertThat(hub.get("/api/v1/products/endpoints").body().path("heardAt").asText())
                .isNotBlank();
    }

    @Test
    void detections_are_found_by_whatever_stands_in_them() throws Exception {
        told("[" + record("url", "http://y.bad.example.test/found", """
                "action":"Block","scan":"manual","endpoint":"pc-f.example.test","user":"kim","path":"/tmp/f",\
                "address":"192.0.2.77","rule":"found","detail":{"n":1}""") + "]");
        for (String filter : List.of(
                "value=hxxp://y.bad.example.test/found",
                "type=domain&value=bad.example.test&rule=found",
                "action=block&scan=manual&rule=found",
                "list=virtual_analyzer&matched=true&rule=found",
                "product=endpoints&endpoint=pc-f.example.test",
                "user=kim&path=/tmp/f",
                "address=192.0.2.77",
                "text=PC-F.example",
                "type=url&rule=found&since=" + now + "&until=" + now.plusSeconds(1))) {
            JsonNode items = asked("?" + filter).path("items");
            assertThat(items).as(filter).hasSize(1);
            assertThat(items.get(0).at("/object/value").asText()).isEqualTo("bad.example.test");
            assertThat(items.get(0).at("/detail/n").asText()).isEqualTo("1");
        }
        assertThat(asked("?rule=found&matched=false").path("items")).isEmpty();
        assertThat(asked("?rule=found&product=gateway").path("items")).isEmpty();
        assertThat(asked("?rule=found&until=" + now).path("items")).isEmpty();
    }

    @Test
    void pages_lose_nothing_and_repeat_nothing_while_more_comes() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < 25; n++) {
            lines.append(record("ip", "198.51.100.6", "\"rule\":\"paged\",\"user\":\"u" + n + "\""))
                    .append('\n');
        }
        told(lines.toString());
        List<String> users = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = asked("?rule=paged&limit=10" + after);
            page.path("items").forEach(item -> users.add(item.path("user").asText()));
            told("[{\"value\":\"198.51.100.6\",\"rule\":\"paged\"}]"); // newer than all of them
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + encoded(page.path("next").asText());
        } while (after != null);

        assertThat(users).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void a_summary_counts_by_columns() throws Exception {
        told("[" + record("ip", "198.51.100.7", "\"rule\":\"summed\",\"action\":\"block\"") + ","
                + record("ip", "198.51.100.8", "\"rule\":\"summed\",\"action\":\"block\"") + ","
                + record("ip", "203.0.113.1", "\"rule\":\"summed\",\"action\":\"log\"") + "]");

        JsonNode summary = asked("/summary?by=product,action&rule=summed");
        assertThat(summary.path("complete").asBoolean()).isTrue();
        assertThat(summary.path("groups")).hasSize(2);
        assertThat(summary.at("/groups/0/by/action").asText()).isEqualTo("block");
        assertThat(summary.at("/groups/0/by/product").asText()).isEqualTo("endpoints");
        assertThat(summary.at("/groups/0/count").asInt()).isEqualTo(2);
        assertThat(Instant.parse(summary.at("/groups/0/first").asText())).isEqualTo(now);
        assertThat(asked("/summary?by=matched&rule=summed")
                        .at("/groups/1/by/matched")
                        .asText())
                .isEqualTo("true");
        assertThat(asked("/summary?by=day&rule=summed&since=" + now.plus(Duration.ofHours(1)))
                        .path("groups"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/summary",
                "/summary?by=",
                "/summary?by=secret",
                "/summary?by=action;drop",
                "/summary?by=1",
                "/summary?by=action,action",
                "?list=all",
                "?matched=perhaps",
                "?since=yesterday",
                "?limit=0",
                "?after=x",
                "?after=2026-01-01T00:00:00Z~1~x"
            })
    void what_makes_no_sense_is_a_bad_request_that_says_why(String path) throws Exception {
        assertThat(refused("GET", path, null, 400))
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("select");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"' or 1=1 --", "\\'; drop table detection; --", "%27%20union%20select", "d.value", "$1", ":text"
            })
    void a_filter_is_a_text_and_never_a_question_to_the_database(String hostile) throws Exception {
        for (String name : List.of("product", "value", "type", "action", "endpoint", "rule", "text", "id", "user")) {
            assertThat(asked("?" + name + "=" + encoded(hostile)).path("items")).isEmpty();
        }
    }

    @Test
    void an_export_streams_everything_and_no_cell_is_a_formula() throws Exception {
        told("[" + record("url", "http://z.bad.example.test/", """
                "rule":"exported","user":"=cmd|' /C calc'!A0","endpoint":"+1","path":"a,\\"b\\"","address":"@x","detail":{"k":"-v"}""")
                + "," + record("ip", "198.51.100.9", "\"rule\":\"exported\",\"user\":\"\\u2212 plain\"") + "]");

        HttpResponse<String> csv = send("GET", "?rule=exported&type=url", hub.token(), null, "Accept", "text/csv");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        String[] rows = csv.body().split("\r\n");
        assertThat(rows).hasSize(2);
        assertThat(rows[0]).startsWith("at,came_at,product,id,type,value");
        assertThat(rows[1])
                .contains(",'+1,'=cmd|' /C calc'!A0,\"a,\"\"b\"\"\",'@x,exported,")
                .contains("domain,bad.example.test,virtual_analyzer,");

        HttpResponse<String> lines = send("GET", "?rule=exported", hub.token(), null, "Accept", "application/x-ndjson");
        assertThat(lines.body().lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(JSON.readTree(line).path("rule").asText()).isEqualTo("exported"));
        assertThat(lines.body()).contains("=cmd|' /C calc'!A0");
    }
}
