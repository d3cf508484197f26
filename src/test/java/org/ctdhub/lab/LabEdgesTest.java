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
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.Simulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lab with two other sites, as {@code LAB_EDGES=2} starts it. */
class LabEdgesTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Lab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0), 2);
    }

    @AfterAll
    static void stop() throws IOException {
        lab.close();
    }

    @Test
    void what_one_site_finds_is_enforced_at_all_and_the_hubs_exception_takes_it_off_everywhere() throws Exception {
        String url = "http://site.example.test/a";
        List<Simulator> everywhere = List.of(
                lab.product("sps-lab"), lab.edge(1).reputation(), lab.edge(2).reputation());
        lab.edge(1).sandbox().add(List.of(Finding.of("url", url, "high")));
        await().atMost(SOON).until(() -> everywhere.stream().allMatch(product -> holds(product, url)));

        HTTP.send(
                HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/exceptions"))
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"type\":\"url\",\"pattern\":\"" + url + "\"}"))
                        .build(),
                BodyHandlers.discarding());

        await().atMost(SOON).until(() -> everywhere.stream().noneMatch(product -> holds(product, url)));
    }

    @Test
    void the_lab_says_where_each_edge_is_and_how_its_products_stand() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode edges = page().path("edges");
            assertThat(edges).hasSize(2).allSatisfy(edge -> {
                assertThat(edge.path("url").asText()).startsWith("http://127.0.0.1:");
                assertThat(edge.path("serviceUrl").asText())
                        .isEqualTo(edge.path("url").asText());
                assertThat(edge.path("distributionApiKey").asText()).isNotBlank();
                assertThat(edge.path("operatorToken").asText()).isNotBlank();
                assertThat(edge.path("automation").path("applicationId").asText())
                        .isNotBlank();
                assertThat(edge.path("products"))
                        .hasSize(3)
                        .allSatisfy(product ->
                                assertThat(product.path("healthy").asBoolean()).isTrue());
            });
        });
    }

    private static JsonNode page() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(lab.url() + "/lab")).build();
        return new ObjectMapper()
                .readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private static boolean holds(Simulator product, String url) {
        return product.objects().stream().anyMatch(object -> object.value().equals(url));
    }
}
