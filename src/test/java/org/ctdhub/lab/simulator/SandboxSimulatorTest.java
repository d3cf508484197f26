// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSimulatorTest {

    private static final String SHA1 = "32dbdf0011626494d82f2cad424fc54081d21587";
    private static final String SHA256 = "fd2b0835a69cca06cade0cd8c685eb49276430e7e9de3dd669468ac03f6c1fd3";
    private static final String NOTHING = "<Return><REPORTS/></Return>";
    private static final Clock THEN = Clock.fixed(Instant.ofEpochSecond(SignedCalls.TIME), ZoneOffset.UTC);

    private final SandboxSimulator sandbox = new SandboxSimulator(SignedCalls.KEY, 1_000, THEN);
    private final LabCalls lab = new LabCalls(sandbox);
    private final SignedCalls client = new SignedCalls(lab);

    @BeforeEach
    void start() throws IOException {
        sandbox.start();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void the_connection_test_of_the_worked_example_needs_no_registration() {
        HttpResponse<String> answer = lab.send(
                "GET",
                "/web_service/sample_upload/test_connection",
                "",
                "X-DTAS-ProtocolVersion",
                "1.5",
                "X-DTAS-Time",
                "1577836800",
                "X-DTAS-Challenge",
                SignedCalls.CHALLENGE,
                "X-DTAS-ChecksumCalculatingOrder",
                "X-DTAS-ProtocolVersion,X-DTAS-Time,X-DTAS-Challenge",
                "X-DTAS-Checksum",
                "d3f6a9388435e302b7a0fdb4d8d84620c670acdd");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void the_order_of_headers_survives_the_wire() throws IOException {
        client.get("register");
        String answer = lab.raw(
                "GET //web_service/sample_upload/get_black_lists/ HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: close",
                "X-DTAS-Time: 1577836800",
                "X-DTAS-ProtocolVersion: 1.5",
                "X-DTAS-ClientUUID: " + SignedCalls.UUID,
                "X-DTAS-LastQueryID: 42",
                "X-DTAS-Challenge: " + SignedCalls.CHALLENGE,
                "X-DTAS-Checksum: a391b5fa746cabe500041188783212b0436582b4");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains(NOTHING);
    }

    @Test
    void a_wrong_checksum_is_a_401() {
        HttpResponse<String> answer =
                lab.send("GET", "/web_service/sample_upload/register", "", "X-DTAS-Checksum", "0".repeat(40));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void a_client_must_register_first_and_again_after_unregister() {
        assertThat(client.blackList(0).statusCode()).isEqualTo(403);
        assertThat(client.blackList(0).body()).contains("not registered");
        assertThat(client.get("register").statusCode()).isEqualTo(200);
        assertThat(client.blackList(0).statusCode()).isEqualTo(200);
        assertThat(client.get("unregister").statusCode()).isEqualTo(200);
        assertThat(client.blackList(0).statusCode()).isEqualTo(403);
    }

    @Test
    void a_finding_is_listed_as_the_protocol_shows_it() {
        post("{'type':'file_sha1','value':'" + SHA1 + "','risk':'medium','expiresAt':'2020-01-31T00:00:00Z'}");
        List<ReceivedRecord> list = received(0);
        String upper = LabType.FILE_SHA1.onTheWire(SHA1);
        assertThat(list).containsExactly(record(1, false, 2, upper, Optional.of(1580428800L)));
        assertThat(client.blackList(0).body())
                .contains("<RiskLevel>2</RiskLevel>", "<SourceFileSHA1>" + upper + "</SourceFileSHA1>");
    }

    @Test
    void a_finding_without_expiry_has_no_expire_time() {
        post("{'type':'ip','value':'203.0.113.9','risk':'high'}");
        assertThat(received(0)).containsExactly(record(1, false, 0, "203.0.113.9", Optional.empty()));
    }

    @Test
    void the_same_object_again_replaces_its_record_under_a_new_id() {
        register();
        sandbox.add(List.of(
                Finding.of("domain", "a.example.test", "high"), Finding.of("domain", "b.example.test", "high")));
        sandbox.add(List.of(Finding.of("domain", "a.example.test", "low")));
        assertThat(received(0)).extracting(ReceivedRecord::id).containsExactly(2L, 3L);
        assertThat(received(2)).extracting(ReceivedRecord::data).containsExactly("a.example.test");
        assertThat(client.blackList(3).body()).isEqualTo(NOTHING);
    }

    @Test
    void a_removal_is_told_to_those_who_know_the_list_and_not_to_newcomers() {
        sandbox.add(List.of(Finding.of("ip", "192.0.2.7", "high"), Finding.of("ip", "192.0.2.8", "high")));
        post("{'type':'ip','value':'192.0.2.7','remove':true}");
        assertThat(received(2)).containsExactly(record(3, true, 0, "192.0.2.7", Optional.empty()));
        assertThat(received(0)).extracting(ReceivedRecord::data).containsExactly("192.0.2.8");
        assertThat(sandbox.objects()).containsExactly(new LabObject("ip", "192.0.2.8", null));
    }

    @Test
    void pages_end_with_an_empty_one() {
        register();
        sandbox.add(IntStream.rangeClosed(1, 2_500)
                .mapToObj(n -> Finding.of("domain", "n" + n + ".example.test", "high"))
                .toList());
        assertThat(received(0)).hasSize(1_000).extracting(ReceivedRecord::id).isSorted();
        assertThat(received(1_000)).hasSize(1_000);
        assertThat(received(2_000)).hasSize(500);
        assertThat(received(2_500)).isEmpty();
    }

    @Test
    void a_hundred_thousand_findings_are_taken_and_sent_in_one_answer() throws IOException {
        int many = 100_000;
        try (SandboxSimulator large = new SandboxSimulator(SignedCalls.KEY, many, THEN)) {
            large.start();
            LabCalls calls = new LabCalls(large);
            String objects = String.join(
                    ",",
                    IntStream.range(0, many)
                            .mapToObj(n -> "{\"type\":\"url\",\"value\":\"http://bad.example.test/" + n + "\"}")
                            .toList());
            assertThat(LabCalls.json(calls.send("POST", "/lab/objects", "[" + objects + "]"))
                            .path("highestId")
                            .asInt())
                    .isEqualTo(many);
            SignedCalls reader = new SignedCalls(calls);
            reader.get("register");
            assertThat(read(reader.blackList(0))).hasSize(many);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bad.example.test/?a=1&b=<script>alert(1)</script>",
                "a]]>b",
                "line\r\nbreak\ttab\rcr",
                "&amp;&#65;&lt;!--",
                "'\"`$(id)=cmd",
                "%0d%0a\\u0000",
                "\u202Egnp.exe \uD83D\uDE00 \u4E0D\u5BA1",
                " outer blanks "
            })
    void a_hostile_value_arrives_exactly_as_it_was_given(String value) {
        register();
        String json = new String(
                LabJson.bytes(Map.of("type", "url", "value", value, "risk", "high")), StandardCharsets.UTF_8);
        assertThat(lab.send("POST", "/lab/objects", json).statusCode()).isEqualTo(200);
        assertThat(received(0)).extracting(ReceivedRecord::data).containsExactly(value);
        assertThat(lab.state().path("objects").path(0).path("value").asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "\\u001b[31m", "\\ud800", "\\ufffe", ""})
    void a_value_that_xml_cannot_carry_is_refused(String escaped) {
        HttpResponse<String> answer =
                lab.send("POST", "/lab/objects", "{\"type\":\"url\",\"value\":\"" + escaped + "\",\"risk\":\"high\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("XML can't carry it");
    }

    @Test
    void one_bad_object_spoils_the_whole_array_and_is_named() {
        HttpResponse<String> answer = postRaw("[{'type':'ip','value':'192.0.2.7','risk':'high'},"
                + "{'type':'file_sha256','value':'" + SHA256 + "','risk':'high'}]");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Object 2, nothing was added: this sandbox lists files by SHA-1 only");
        assertThat(sandbox.objects()).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_refused_with_its_reason() {
        assertThat(postRaw("{'type':'mutex','value':'x'}").body()).contains("Unknown type 'mutex'");
        assertThat(postRaw("{'type':'ip','value':'x','risk':'huge'}").body()).contains("Unknown risk 'huge'");
        assertThat(postRaw("{'type':'ip','value':'x','note':'y'}").body()).contains("Unknown field 'note'");
        assertThat(postRaw("{'type':'ip','value':'x','expiresAt':'today'}").body())
                .contains("2030-01-31T00:00:00Z");
        assertThat(postRaw("{'type':'ip'").body()).contains("Unreadable JSON");
        assertThat(postRaw("7").statusCode()).isEqualTo(400);
        assertThat(postRaw("").statusCode()).isEqualTo(400);
    }

    @Test
    void a_report_names_the_sha256_only_where_it_is_known() {
        post("[{'type':'file_sha1','value':'" + SHA1 + "','sha256':'" + SHA256 + "'}," + "{'type':'file_sha1','value':'"
                + "0".repeat(40) + "'}]");
        assertThat(report(SHA1).body())
                .contains("<FileSHA256>" + LabType.FILE_SHA256.onTheWire(SHA256) + "</FileSHA256>")
                .contains("<FileSHA1>" + LabType.FILE_SHA1.onTheWire(SHA1) + "</FileSHA1>");
        assertThat(report("0".repeat(40)).body()).contains("<REPORTS>").doesNotContain("FileSHA256");
        assertThat(report("1".repeat(40)).statusCode()).isEqualTo(421);
    }

    @Test
    void a_pending_report_is_a_bare_102_and_then_the_connection_ends() throws IOException {
        register();
        post("{'type':'file_sha1','value':'" + SHA1 + "','pending':1}");
        String checksum = DtasSignature.checksum(SignedCalls.KEY, List.of(SignedCalls.UUID, SHA1, "1577836800"), "");
        String[] request = {
            "GET /web_service/sample_upload/get_report HTTP/1.1",
            "Connection: close",
            "X-DTAS-ClientUUID: " + SignedCalls.UUID,
            "X-DTAS-SHA1: " + SHA1,
            "X-DTAS-Time: 1577836800",
            "X-DTAS-Checksum: " + checksum
        };
        assertThat(lab.raw(request)).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
        assertThat(lab.raw(request)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void after_a_restart_ids_begin_again_and_clients_are_unknown() {
        register();
        sandbox.add(List.of(Finding.of("ip", "192.0.2.7", "high"), Finding.of("ip", "192.0.2.8", "high")));
        assertThat(lab.send("POST", "/lab/restart", "").statusCode()).isEqualTo(200);
        assertThat(client.blackList(2).statusCode()).isEqualTo(403);
        assertThat(sandbox.add(List.of(Finding.of("ip", "192.0.2.9", "high")))).isEqualTo(1);
        assertThat(received(2))
                .as("a cursor of the time before")
                .containsExactly(record(1, false, 0, "192.0.2.9", Optional.empty()));
    }

    @Test
    void a_bad_cursor_and_an_unknown_service_have_their_own_answers() {
        register();
        assertThat(client.get("get_black_lists", "LastQueryID", "many").statusCode())
                .isEqualTo(400);
        assertThat(client.get("get_sample").statusCode()).isEqualTo(404);
        assertThat(client.get("get_exception_list").body()).isEqualTo(NOTHING);
    }

    @Test
    void the_state_counts_requests_of_the_product_protocol_only() {
        client.get("register");
        client.blackList(0);
        lab.state();
        JsonNode state = lab.state();
        assertThat(state.path("requests").asInt()).isEqualTo(2);
        assertThat(state.path("objects").isArray()).isTrue();
    }

    @Test
    void the_java_api_refuses_what_the_wire_refuses() {
        assertThatThrownBy(() -> Finding.of("file_sha256", SHA256, "high")).hasMessageContaining("SHA-1 only");
        assertThatThrownBy(() -> Finding.of("ip", "192.0.2.7", "high").withSha256(SHA256))
                .hasMessageContaining("file_sha1");
    }

    private void register() {
        assertThat(client.get("register").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> report(String sha1) {
        register();
        return client.get("get_report", "SHA1", sha1, "ReportType", "0");
    }

    private List<ReceivedRecord> received(long lastId) {
        register();
        return read(client.blackList(lastId));
    }

    private static List<ReceivedRecord> read(HttpResponse<String> answer) {
        return ReceivedList.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static ReceivedRecord record(long id, boolean removal, int type, String data, Optional<Long> expiry) {
        return new ReceivedRecord(id, removal, type, data, expiry, Optional.empty());
    }

    private void post(String json) {
        assertThat(postRaw(json).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> postRaw(String json) {
        return lab.send("POST", "/lab/objects", json.replace('\'', '"'));
    }
}
