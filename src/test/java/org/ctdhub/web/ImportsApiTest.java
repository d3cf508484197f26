// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ctdhub.web.ManagedHub.SOON;
import static org.ctdhub.web.ManagedHub.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of objects and exceptions, as an operator sends them. */
class ImportsApiTest {

    private static ManagedHub hub;

    @BeforeAll
    static void start() {
        hub = new ManagedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(
                        "csv", "type,value,action,notes\ndomain,a.csv.example.test,log,n\n,b.csv.example.test,,\n"),
                Arguments.of("list", "# from a feed\na[.]list.example.test\n\nb.list.example.test\n"),
                Arguments.of("stix", """
                        {"type": "bundle", "objects": [
                         {"type": "indicator", "pattern": "[domain-name:value = 'a.stix.example.test']"},
                         {"type": "indicator", "pattern": "[domain-name:value = 'b.stix.example.test']"}]}"""),
                Arguments.of("misp", """
                        {"Event": {"Attribute": [
                         {"type": "domain", "value": "a.misp.example.test", "to_ids": true},
                         {"type": "domain", "value": "b.misp.example.test", "to_ids": true}]}}"""));
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_of_each_format_goes_on_the_list_once_and_comes_off_it_again(String format, String file)
            throws Exception {
        String filter = "list=user_defined&text=." + format + ".example.test";

        JsonNode first = hub.imported("format=" + format, file);
        JsonNode second = hub.imported("format=" + format, file);

        assertThat(first.at("/task/state").asText()).as(first.toString()).isEqualTo("done");
        assertThat(first.path("taken").asInt()).isEqualTo(2);
        assertThat(first.path("refused").asInt()).isZero();
        assertThat(second.path("taken").asInt()).isZero();
        assertThat(second.path("alreadyThere").asInt()).isEqualTo(2);
        assertThat(hub.values(filter))
                .containsExactlyInAnyOrder("a." + format + ".example.test", "b." + format + ".example.test");

        hub.post("/api/v1/tasks/" + first.at("/task/id").asLong() + "/undo", null, 200, 202);
        await().atMost(SOON).untilAsserted(() -> assertThat(hub.values(filter)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "csv; type,value,sha256%nfile_sha1,%s,%s",
                "misp; {\"Event\":{\"Object\":[{\"name\":\"file\",\"Attribute\":[{\"type\":\"sha1\",\"value\":\"%s\"},{\"type\":\"sha256\",\"value\":\"%s\"}]}]}}",
                "stix; {\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"pattern\":\"[file:hashes.'SHA-1' = '%s' AND file:hashes.'SHA-256' = '%s']\"}]}"
            })
    void a_file_that_names_both_hashes_of_a_file_tells_the_other_of_one_that_waits(String format, String file)
            throws Exception {
        String sha1 = UUID.randomUUID().toString().replace("-", "") + "0a0b0c0d";
        String sha256 = UUID.randomUUID().toString().replace("-", "").repeat(2);
        hub.report("pair-" + format, ManagedHub.found(ObjectType.FILE_SHA1, sha1));
        assertThat(hub.line(sha1).path("sha256").isNull()).isTrue();

        hub.imported("format=" + format, file.formatted(sha1, sha256));

        assertThat(hub.line(sha1).path("sha256").asText()).isEqualTo(sha256);
    }

    @Test
    void what_another_manager_had_found_goes_where_sandboxes_objects_are() throws Exception {
        JsonNode report = hub.imported(
                "format=va-csv&list=virtual_analyzer",
                "Object Type,Object,Risk Level,Expiration Date\nDomain,old.va.example.test,Medium,2090-01-31 00:00:00\n");

        assertThat(report.path("taken").asInt()).as(report.toString()).isEqualTo(1);
        JsonNode line = hub.line("old.va.example.test");
        assertThat(texts(line.path("lists"), "")).hasSize(1);
        assertThat(line.at("/lists/0").asText()).isEqualTo("virtual_analyzer");
        assertThat(line.at("/sources/0").asText()).isEqualTo("moved-in");
        assertThat(line.path("risk").asText()).isEqualTo("medium");
        assertThat(line.path("expiresAt").asText()).isEqualTo("2090-01-31T00:00:00Z");
    }

    @Test
    void lines_that_cant_be_taken_are_reported_with_their_reason_and_the_others_are_taken() throws Exception {
        JsonNode report = hub.imported("format=csv&action=log", """
                value,action,expires
                good.each.example.test,,
                co.jp,,
                bad.each.example.test,ban,
                past.each.example.test,,2020-01-01
                quarantined.each.example.test,quarantine,
                GOOD.each.example.test,,
                """);

        assertThat(report.path("taken").asInt()).isEqualTo(1);
        assertThat(report.path("alreadyThere").asInt()).isEqualTo(1);
        assertThat(report.path("refused").asInt()).isEqualTo(4);
        assertThat(texts(report.path("faults"), "line")).containsExactly("3", "4", "5", "6");
        assertThat(texts(report.path("faults"), "reason")).containsExactly("public_suffix", "action", "date", "action");
        assertThat(texts(report.path("faults"), "message")).allMatch(message -> message.length() > 20);
        assertThat(hub.line("good.each.example.test").path("action").asText()).isEqualTo("log");
        JsonNode rest = hub.get("/api/v1/imports/" + report.at("/task/id").asLong() + "?after=4&limit=1")
                .body();
        assertThat(texts(rest.path("faults"), "line")).containsExactly("5");
    }

    @Test
    void all_or_nothing_takes_nothing_if_one_line_cant_be_taken() throws Exception {
        JsonNode report = hub.imported("format=list&mode=all", "good.all.example.test\nco.jp\n");

        assertThat(report.at("/task/state").asText()).isEqualTo("refused");
        assertThat(report.at("/task/error").asText()).contains("nothing was");
        assertThat(texts(report.path("faults"), "line")).containsExactly("2");
        assertThat(hub.values("text=.all.example.test")).isEmpty();
        assertThat(hub.imported("format=list&mode=all", "good.all.example.test\n")
                        .path("taken")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void exceptions_are_imported_with_their_wildcards() throws Exception {
        hub.imported("format=list", "a.partner.example.test\n");

        JsonNode report = hub.imported(
                "format=list&list=exceptions",
                "*.partner.example.test\n192.0.2.0/24\n*.co.jp\nmy-site.example.test\n2001:db8::/32\n");
        JsonNode again = hub.imported("format=list&list=exceptions", "192.0.2.0/24\n");

        assertThat(report.path("taken").asInt()).as(report.toString()).isEqualTo(4);
        assertThat(texts(report.path("faults"), "line")).containsExactly("3");
        assertThat(again.path("alreadyThere").asInt()).isEqualTo(1);
        assertThat(hub.state("a.partner.example.test")).isEqualTo("excepted");
        assertThat(texts(hub.get("/api/v1/exceptions").body().path("items"), "pattern"))
                .contains("*.partner.example.test", "192.0.2.0/24", "my-site.example.test", "2001:db8::/32");
    }

    @Test
    void exceptions_of_a_refused_file_are_forgotten() throws Exception {
        JsonNode report = hub.imported("format=list&list=exceptions&mode=all", "*.refused.example.test\n*.co.jp\n");

        assertThat(report.at("/task/state").asText()).isEqualTo("refused");
        assertThat(hub.rows("import_pattern")).isZero();
        assertThat(texts(hub.get("/api/v1/exceptions").body().path("items"), "pattern"))
                .doesNotContain("*.refused.example.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "stix; {\"type\": \"bundle\", \"objects\": [{\"type\": \"indicator\", \"pattern\": \"[domain-name:value = 'a.cut.example.test']\"},",
                "misp; {\"Event\": {\"Attribute\": [{\"type\": \"domain\", \"value\": \"a.cut.example.test\"}",
                "csv; host,note|a.cut.example.test,n",
            })
    void a_file_that_cant_be_read_to_its_end_takes_nothing_and_says_where(String format, String file) throws Exception {
        JsonNode report = hub.imported("format=" + format, file.replace('|', '\n'));

        assertThat(report.at("/task/state").asText()).isEqualTo("refused");
        assertThat(report.at("/task/error").asText()).containsIgnoringCase("line");
        assertThat(hub.values("text=.cut.example.test")).isEmpty();
    }

    @Test
    void a_connection_that_breaks_off_in_the_middle_takes_nothing() throws Exception {
        URI url = URI.create(hub.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/imports?format=list HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n"
                            + "Authorization: Bearer " + hub.token() + "\r\n\r\na.broken.example.test\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode latest = hub.get("/api/v1/tasks").body().at("/0");
            assertThat(latest.path("state").asText()).isEqualTo("refused");
            assertThat(latest.path("error").asText()).contains("broke off");
        });
        assertThat(hub.values("text=.broken.example.test")).isEmpty();
    }

    /** What curl calls every file, unless it is told otherwise. */
    @Test
    void a_file_that_is_sent_as_a_form_is_refused_rather_than_taken_for_empty() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(hub.url() + "/api/v1/imports?format=list"))
                                .header("Authorization", "Bearer " + hub.token())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("a.form.example.test\n"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("-H 'Content-Type: text/plain'");
    }

    @ParameterizedTest
    @CsvSource({
        "format=xls, va-csv",
        "format=csv&list=mine, user_defined",
        "format=csv&mode=some, each",
        "format=csv&action=ban, quarantine",
        "list=exceptions, format"
    })
    void an_import_with_a_word_that_there_isnt_is_refused_and_names_those_that_there_are(String query, String tells)
            throws Exception {
        long before = hub.rows("task");
        Answer answer = hub.call("POST", "/api/v1/imports?" + query, "value\na.example.test\n");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(tells);
        assertThat(hub.rows("task")).isEqualTo(before);
        assertThat(hub.get("/api/v1/imports/999999").status()).isEqualTo(404);
    }
}
