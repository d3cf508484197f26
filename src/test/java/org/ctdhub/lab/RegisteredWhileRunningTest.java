// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A product joins a hub that runs, works, rests and goes, and nothing is started again. */
class RegisteredWhileRunningTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String KEY = "33333333-0000-4000-8000-00000000CAFE";

    private static Lab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0));
    }

    @AfterAll
    static void stop() throws IOException {
        lab.close();
    }

    @Test
    void a_product_that_is_registered_while_the_hub_runs_works_from_that_call_on() throws Exception {
        try (SandboxSimulator late = new SandboxSimulator(KEY)) {
            late.start();
            late.add(List.of(Finding.of("url", "http://late.example.test/", "high")));

            HttpResponse<String> made = call("POST", "", """
                    {"name": "late", "connector": "ddan", "version": "6.8",
                     "settings": {"url": "%s", "apiKey": "%s"}}""".formatted(late.url(), KEY));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            enforced("http://late.example.test/");

            call("POST", "/late/disable", null);
            long before = late.requests();
            late.add(List.of(Finding.of("url", "http://unread.example.test/", "high")));
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> late.requests() == before);

            call("POST", "/late/enable", null);
            enforced("http://unread.example.test/");

            HttpResponse<String> removed = call("DELETE", "/late", null);
            assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
            long last = late.requests();
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> late.requests() == last);
            assertThat(call("GET", "/late", null).statusCode()).isEqualTo(404);
            assertThat(names()).doesNotContain("late").contains("ddan-lab");
            enforced("http://late.example.test/");
        }
    }

    private static void enforced(String url) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(lab.product("sps-lab").objects())
                        .extracting(LabObject::value)
                        .contains(url));
    }

    private static List<String> names() throws Exception {
        JsonNode products = JSON.readTree(call("GET", "", null).body());
        return products.findValuesAsText("name");
    }

    private static HttpResponse<String> call(String method, String path, String json) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/products" + path))
                        .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .build(),
                BodyHandlers.ofString());
    }
}
