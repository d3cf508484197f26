// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.lab.simulator.DtasSignature;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who calls the hub, who is let in, and what an operator is shown of it. */
class SubscribersTest {

    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final String WRONG_KEY = "99999999-0000-4000-8000-00000000CAFE";
    private static final String OWN_KEY = "22222222-0000-4000-8000-00000000CAFE";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(20);

    private static TestDatabase database;
    private static HubUnderTest hub;
    private static SandboxSimulator sandbox;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        sandbox = new SandboxSimulator(KEY);
        sandbox.start();
        sandbox.add(List.of(
                Finding.of("url", "http://bad.example.test/", "high"), Finding.of("ip", "203.0.113.9", "high")));
        hub = new HubUnderTest(
                database,
                "--ctd.secrets.key=the-key-of-the-test",
                "--ctd.preset=block",
                "--ctd.distribution.keys[0].key=" + KEY,
                "--ctd.products.box.connector=ddan",
                "--ctd.products.box.every=500ms",
                "--ctd.products.box.settings.url=" + sandbox.url(),
                "--ctd.products.box.settings.apiKey=" + KEY);
        await().atMost(SOON)
                .until(() -> JdbcClient.create(database.dataSource())
                                .sql("select count(*) from listed")
                                .query(Integer.class)
                                .single()
                        == 2);
    }

    @AfterAll
    static void stop() {
        hub.close();
        sandbox.close();
        database.close();
    }

    @Test
    void who_waits_is_shown_and_reads_its_row_once_an_operator_says_what_it_is() throws Exception {
        Client client = new Client(KEY, "Gate of Tokyo");
        client.call("register");
        JsonNode waiting = line(client);
        assertThat(waiting.path("state").asText()).isEqualTo("waiting");
        assertThat(waiting.path("productName").asText()).isEqualTo("Gate of Tokyo");
        assertThat(call(client, "register").path("cause").asText()).isEqualTo("waiting for an operator");
        assertThat(client.list("0")).isEqualTo("<Return><REPORTS/></Return>");

        Answer admitted =
                hub.post("/api/v1/subscribers/" + waiting.path("id").asInt() + "/admit", "{\"connector\":\"sps\"}");

        assertThat(admitted.status()).isEqualTo(200);
        assertThat(admitted.body().path("state").asText()).isEqualTo("active");
        assertThat(admitted.body().path("lag").asInt()).isEqualTo(1);
        assertThat(client.list("0")).contains("http://bad.example.test/").doesNotContain("203.0.113.9");
    }

    @Test
    void it_may_be_let_in_for_types_and_is_shown_how_far_it_is() throws Exception {
        Client client = new Client(KEY, "Another gate");
        client.call("register");
        int id = line(client).path("id").asInt();

        assertThat(hub.post("/api/v1/subscribers/" + id + "/admit", "{\"types\":[\"ip\",\"url\"]}")
                        .status())
                .isEqualTo(200);

        String list = client.list("0");
        assertThat(list).contains("203.0.113.9").contains("http://bad.example.test/");
        client.list(list.replaceAll("(?s).*<ID>(\\d+)</ID>.*", "$1"));
        assertThat(line(client).path("lag").asInt()).isZero();
        assertThat(line(client).path("upTo").asLong()).isPositive();
    }

    @Test
    void whoever_is_dismissed_has_to_register_and_wait_again() throws Exception {
        Client client = new Client(KEY, "Third gate");
        client.call("register");
        int id = line(client).path("id").asInt();
        hub.post("/api/v1/subscribers/" + id + "/admit", "{\"types\":[\"ip\"]}");

        assertThat(hub.post("/api/v1/subscribers/" + id + "/dismiss", null)
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("gone");

        assertThat(client.call("get_black_lists")).startsWith("403");
        assertThat(hub.post("/api/v1/subscribers/" + id + "/admit", "{\"types\":[\"ip\"]}")
                        .status())
                .isEqualTo(409);
        client.call("register");
        assertThat(line(client).path("state").asText()).isEqualTo("waiting");
    }

    @Test
    void an_admission_that_says_nothing_usable_is_refused() throws Exception {
        Client client = new Client(KEY, "Fourth gate");
        client.call("register");
        String path = "/api/v1/subscribers/" + line(client).path("id").asInt() + "/admit";

        assertThat(hub.post(path, "{}").status()).isEqualTo(400);
        assertThat(hub.post(path, "{\"types\":[\"colour\"]}").status()).isEqualTo(400);
        Answer unknown = hub.post(path, "{\"connector\":\"colour\"}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body().path("detail").asText()).contains("sps");
        assertThat(hub.post(path, "{\"connector\":\"ddan\"}").status()).isEqualTo(400);
        assertThat(hub.post("/api/v1/subscribers/4711/admit", "{\"types\":[\"ip\"]}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_rule_lets_in_whoever_tells_its_product_name_in_any_letter_case() throws Exception {
        Answer made = hub.post("/api/v1/admission-rules", "{\"productName\":\"Reputation Box\",\"connector\":\"sps\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(hub.post("/api/v1/admission-rules", "{\"productName\":\"x\",\"connector\":\"ddan\"}")
                        .status())
                .isEqualTo(400);
        Client client = new Client(KEY, "REPUTATION box");

        client.call("register");

        assertThat(line(client).path("state").asText()).isEqualTo("active");
        assertThat(client.list("0")).contains("http://bad.example.test/").doesNotContain("203.0.113.9");
        assertThat(hub.get("/api/v1/admission-rules").body().findValuesAsText("productName"))
                .containsExactly("reputation box");
        assertThat(hub.call("DELETE", "/api/v1/admission-rules?productName=Reputation%20Box", null)
                        .status())
                .isEqualTo(204);
        Client late = new Client(KEY, "Reputation Box");
        late.call("register");
        assertThat(line(late).path("state").asText()).isEqualTo("waiting");
    }

    @Test
    void a_refused_call_is_kept_with_its_cause_and_counted() throws Exception {
        Client stranger = new Client(WRONG_KEY, "x".repeat(500));
        stranger.call("register");
        stranger.call("register");
        JsonNode unknown = call(stranger, "register");
        assertThat(unknown.path("cause").asText()).isEqualTo("unknown key");
        assertThat(unknown.path("times").asInt()).isEqualTo(2);
        assertThat(unknown.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(unknown.path("productName").asText()).hasSize(200);

        Client late = new Client(KEY, "Late gate");
        long begun = Instant.now().getEpochSecond();
        late.callAt("test_connection", -400);
        long took = Instant.now().getEpochSecond() - begun;
        assertThat(call(late, "test_connection").path("cause").asText()).isEqualTo("clock off");
        Matcher off = Pattern.compile("(\\d+) s off")
                .matcher(call(late, "test_connection").path("outcome").asText());
        assertThat(off.find()).isTrue();
        assertThat(Long.parseLong(off.group(1))).isBetween(400L, 400 + took);

        Client lost = new Client(KEY, "Lost gate");
        lost.call("get_sample");
        assertThat(call(lost, "get_sample").path("cause").asText()).isEqualTo("wrong address");

        Client right = new Client(KEY, "Right gate");
        right.call("test_connection");
        assertThat(call(right, "test_connection").path("cause").asText()).isEqualTo("ok");
    }

    @Test
    void a_flood_of_strangers_leaves_a_thousand_rows() throws Exception {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                        insert into incoming_call (first_at, last_at, address, service, client, host_name, product_name,
                                                   outcome, cause)
                        select '2000-01-01', '2000-01-01', 'a', 's', n::text, '', '', '', '' from generate_series(1, 3000) n""").update();

        new Client(KEY, "One more").call("test_connection");

        assertThat(jdbc.sql("select count(*) from incoming_call")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1000);
    }

    @Test
    void the_key_of_a_product_that_is_registered_now_is_valid_at_once_and_goes_with_it() throws Exception {
        assertThat(new Client(OWN_KEY, "Own").call("test_connection")).startsWith("401");
        hub.post(
                "/api/v1/products",
                "{\"name\":\"own\",\"connector\":\"sps\",\"version\":\"3.3\",\"settings\":{\"apiKey\":\"" + OWN_KEY
                        + "\"}}");
        JsonNode before = hub.post("/api/v1/products/own/test", null).body();
        assertThat(before.path("reachable").asBoolean()).isFalse();
        assertThat(before.path("words").asText()).isEqualTo("it has not called yet");

        Client own = new Client(OWN_KEY, "Own");
        assertThat(own.call("register")).startsWith("200");

        assertThat(line(own).path("product").asText()).isEqualTo("own");
        assertThat(own.list("0")).contains("http://bad.example.test/").doesNotContain("203.0.113.9");
        JsonNode after = hub.post("/api/v1/products/own/test", null).body();
        assertThat(after.path("signedIn").asBoolean()).isTrue();
        assertThat(after.path("words").asText()).contains("register").contains("ok");

        hub.call("DELETE", "/api/v1/products/own?holds=leave", null);
        assertThat(own.call("test_connection")).startsWith("401");
        assertThat(line(own).path("state").asText()).isEqualTo("gone");
    }

    private static JsonNode line(Client client) throws Exception {
        return one(hub.get("/api/v1/subscribers").body(), client, "");
    }

    private static JsonNode call(Client client, String service) throws Exception {
        return one(hub.get("/api/v1/calls").body(), client, service);
    }

    private static JsonNode one(JsonNode lines, Client client, String service) {
        for (JsonNode line : lines) {
            if (line.path("client").asText().equals(client.id.toString())
                    && line.path("service").asText("").equals(service)) {
                return line;
            }
        }
        throw new AssertionError("No line of " + client.id + " in " + lines);
    }

    /** A product that subscribes. */
    private static final class Client {

        private final String key;
        private final String productName;
        private final UUID id = UUID.randomUUID();

        Client(String key, String productName) {
            this.key = key;
            this.productName = productName;
        }

        /** Gives the status and the body. */
        String call(String service) throws Exception {
            return send(service, 0, Map.of());
        }

        String callAt(String service, long offset) throws Exception {
            return send(service, offset, Map.of());
        }

        String list(String after) throws Exception {
            return send("get_black_lists", 0, Map.of("X-DTAS-LastQueryID", after))
                    .substring(4);
        }

        private String send(String service, long offset, Map<String, String> more) throws Exception {
            Map<String, String> headers = new LinkedHashMap<>(more);
            headers.put("X-DTAS-ProtocolVersion", "1.5");
            headers.put("X-DTAS-ClientUUID", id.toString());
            headers.put("X-DTAS-ProductName", productName);
            headers.put("X-DTAS-ClientHostname", "gate.example.test");
            headers.put(
                    "X-DTAS-Time", String.valueOf(Clock.systemUTC().instant().getEpochSecond() + offset));
            headers.put("X-DTAS-Challenge", UUID.randomUUID().toString());
            String checksum = DtasSignature.checksum(key, List.copyOf(headers.values()), "");
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(hub.url() + "/web_service/sample_upload/" + service));
            request.header("X-DTAS-ChecksumCalculatingOrder", String.join(",", headers.keySet()));
            headers.forEach(request::header);
            var answer = HTTP.send(request.header("X-DTAS-Checksum", checksum).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }
}
