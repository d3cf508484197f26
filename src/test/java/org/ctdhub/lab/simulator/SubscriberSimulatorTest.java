// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberSimulatorTest {

    private static final String URL = "http://bad.example.test/a?b=c+d&e=%2F";

    private final SandboxSimulator source = new SandboxSimulator(SignedCalls.KEY);
    private SubscriberSimulator server;
    private LabCalls lab;

    @BeforeEach
    void start() throws IOException {
        source.start();
        server = SubscriberSimulator.ofUrls(source.url(), SignedCalls.KEY, Duration.ofMillis(20));
        server.start();
        lab = new LabCalls(server);
    }

    @AfterEach
    void stop() {
        server.close();
        source.close();
    }

    @Test
    void what_the_source_finds_is_soon_on_its_list_and_what_it_takes_back_is_not() {
        source.add(List.of(Finding.of("url", URL, "high"), Finding.of("ip", "203.0.113.9", "high")));
        await().until(() -> lab.state().path("lastId").asLong() == 2);
        assertThat(lab.state().path("objects"))
                .isEqualTo(tree("[{'type':'url','value':'" + URL + "','action':'block'}]"));
        assertThat(query(URL)).isEqualTo(tree("{'url':'" + URL + "','listed':true,'action':'block'}"));
        source.add(List.of(Finding.removal("url", URL)));
        await().until(() -> !query(URL).path("listed").asBoolean());
    }

    @Test
    void under_a_fault_it_keeps_asking_and_takes_nothing() {
        await().until(() -> lab.state().path("requests").asLong() > 3);
        lab.faults("{\"status\": 503}");
        await().until(() -> lab.state().path("lastError").asText().contains("503"));
        source.add(List.of(Finding.of("url", URL, "high")));
        long before = server.requests();
        await().until(() -> server.requests() > before + 2);
        assertThat(lab.state().path("lastId").asLong()).isZero();
        lab.faults("{}");
        await().until(() -> query(URL).path("listed").asBoolean());
        assertThat(lab.state().path("lastError").isNull()).isTrue();
    }

    @Test
    void a_delay_holds_back_its_rounds() {
        await().until(() -> server.requests() > 3);
        lab.faults("{\"delayMs\": 600000}");
        // a round that was under way when the fault came still ends
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .until(() -> last.getAndSet(server.requests()) == server.requests());
        source.add(List.of(Finding.of("url", URL, "high")));
        await().during(Duration.ofMillis(200)).until(() -> server.objects().isEmpty());
    }

    @Test
    void a_query_without_a_url_says_what_is_missing() {
        assertThat(lab.send("GET", "/lab/query", "").statusCode()).isEqualTo(400);
        assertThat(lab.send("GET", "/lab/query", "").body()).contains("/lab/query?url=");
    }

    @Test
    void it_serves_no_protocol_of_its_own() {
        assertThat(lab.send("GET", "/tmcss/", "").statusCode()).isEqualTo(404);
    }

    private JsonNode query(String url) {
        return LabCalls.json(lab.send("GET", "/lab/query?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8), ""));
    }

    private static JsonNode tree(String json) {
        return LabJson.tree(new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
