// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An appliance that can't be reached: a person carries its lists. */
class ProductFilesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ManagedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = new ManagedHub("--ctd.secrets.key=first-key-of-the-test");
        for (String name : List.of("wire", "lost", "merged", "allowed")) {
            hub.post("/api/v1/products", """
                    {"name": "%s", "connector": "ddi", "version": "6.5", "every": "1h",
                     "settings": {"url": "http://127.0.0.1:1", "distributionKey": "%s"}}""".formatted(name, UUID.randomUUID()), 201);
        }
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void what_an_exported_list_shows_as_found_by_the_sandbox_becomes_reports() throws Exception {
        String file = """
                Status,Priority,Deny List Entity,Source Type,Type,Action,Comments,Last Modified
                1,1,found.example.test,1,Domain,0,,2020-01-01 00:00:00
                1,1,"http://found.example.test/?a=""1"",2",1,URL,0,,whenever
                1,1,32DBDF0011626494D82F2CAD424FC54081D21587,1,File,1,"a, b",
                0,1,off.example.test,1,Domain,0,,
                1,1,by-hand.example.test,0,Domain,0,,
                1,1,010.0.0.1,1,IP address,0,,
                """;
        assertThat(post("wire", "deny/import", file).body()).isEqualTo("{\"rows\":6,\"reports\":4}");

        assertThat(hub.values("text=found.example.test")).hasSize(2);
        assertThat(hub.state("found.example.test")).isEqualTo("listed");
        assertThat(hub.values("text=32dbdf00")).hasSize(1);
        assertThat(hub.values("text=off.example.test")).isEmpty();
        assertThat(hub.values("text=by-hand.example.test")).isEmpty();
        assertThat(hub.get("/api/v1/quarantine").body().toString()).contains("010.0.0.1");

        post("wire", "deny/import", "");
        assertThat(hub.state("found.example.test")).as("one may be a slip").isEqualTo("listed");
        post("wire", "deny/import", "");
        assertThat(hub.state("found.example.test")).isNotEqualTo("listed");
    }

    @Test
    void a_file_that_lost_much_is_held_and_one_that_can_not_be_read_is_not_taken() throws Exception {
        String many = IntStream.range(0, 30)
                .mapToObj("1,1,lost%d.example.test,1,Domain,0,,\n"::formatted)
                .collect(Collectors.joining());
        post("lost", "deny/import", many);
        HttpResponse<String> broken = post("lost", "deny/import", many + "1,1\n");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("line 31: it has 2 cells instead of 8");

        HttpResponse<String> held = send("lost", "deny/import", "");
        assertThat(held.statusCode()).isEqualTo(409);
        assertThat(held.body()).contains("30 objects no longer");
        assertThat(hub.values("text=lost&state=listed")).hasSize(30);
        assertThat(send("lost", "deny/import", many).body()).contains("/api/v1/brakes");
    }

    @Test
    void a_merged_deny_list_holds_the_appliances_own_rows_as_they_were_and_the_hubs_as_they_are_now() throws Exception {
        hub.report("elsewhere", ManagedHub.found(ObjectType.URL, "http://bad.merged.example.test/?a=1,2&b=%22"));
        hub.report("elsewhere", ManagedHub.found(ObjectType.DOMAIN, "own.merged.example.test"));
        List<String> own = List.of(
                "1,7,OWN.merged.example.test,0,Domain,0,\"ours, \"\"since\"\" 2019\",2020-01-01 00:00:00",
                "0,2,=cmd|' /C calc'!A0,0,URL,1,\"two\nlines\",whenever");
        String exported = String.join("\r\n", own) + "\r\n1,1,gone.example.test,0,Domain,0," + hub.mark() + ",\r\n";

        HttpResponse<String> answer = post("merged", "deny/merge", exported);

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv;charset=utf-8");
        assertThat(answer.body())
                .startsWith(String.join("\r\n", own) + "\r\n")
                .contains("\r\n1,1,\"http://bad.merged.example.test/?a=1,2&b=%22\",0,URL,1," + hub.mark() + ",\r\n")
                .doesNotContain("gone.example.test")
                .doesNotContain("own.merged.example.test");
        assertThat(post("merged", "deny/merge", answer.body()).body()).isEqualTo(answer.body());
        assertThat(post("merged", "deny/merge", "").body())
                .as("once its own row is gone, the hub's takes its place")
                .contains("own.merged.example.test");
    }

    @Test
    void a_merged_allow_list_holds_the_exceptions_that_the_appliance_can_keep() throws Exception {
        hub.post("/api/v1/exceptions", "{\"type\":\"ip\",\"pattern\":\"198.51.100.0/26\"}", 200, 201, 202);
        hub.post("/api/v1/exceptions", "{\"type\":\"domain\",\"pattern\":\"*.wild.example.test\"}", 200, 201, 202);

        String merged = post("allowed", "allow/merge", "1,ours.example.test,0,Domain,kept,\n")
                .body();

        assertThat(merged)
                .startsWith("1,ours.example.test,0,Domain,kept,\r\n")
                .contains("1,198.51.100.0/26,0,IP address," + hub.mark() + ",\r\n")
                .doesNotContain("wild.example.test");
        HttpResponse<String> refused = post("allowed", "allow/import", merged);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/merge");
        HttpResponse<String> unknown = post("allowed", "colours/merge", merged);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("deny, allow");
    }

    @Test
    void a_file_beyond_16_mib_is_refused() throws Exception {
        HttpResponse<String> refused = post("allowed", "allow/merge", "x".repeat(16 * 1024 * 1024 + 1));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("more than 16 MiB");
    }

    /** As {@link #send}; again while the product is being read, which comes to nothing here. */
    private static HttpResponse<String> post(String product, String what, String file) {
        return await().atMost(ManagedHub.SOON)
                .until(() -> send(product, what, file), answer -> answer.statusCode() != 409);
    }

    private static HttpResponse<String> send(String product, String what, String file) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(hub.url() + "/api/v1/products/" + product + "/files/" + what))
                        .header("Authorization", "Bearer " + hub.token())
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(file))
                        .build(),
                BodyHandlers.ofString());
    }
}
