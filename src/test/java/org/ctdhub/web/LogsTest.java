// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.ctdhub.auth.Role;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What stands in the log, and what can't. */
class LogsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String KEY = "2:rules-of-the-test";

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void hush() {
        System.setOut(console);
        System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT"); // in which Spring Boot would keep it for the next hub
    }

    @Test
    void what_an_attacker_wrote_begins_no_line() {
        String forged = "2026-01-01T00:00:00.000Z  INFO all is well";
        try (RunningHub hub = RunningHub.with()) {
            assertThat(hub.url()).isNotBlank();
            LoggerFactory.getLogger("test").warn("first\n{}\r{}\u2028{}\u0085{}", forged, forged, forged, forged);
            LoggerFactory.getLogger("test")
                    .warn("second", new IllegalStateException("third\n" + forged + "\r" + forged + "\u2028" + forged));
            assertThat(lines()).filteredOn(line -> line.contains("first")).hasSize(1);
            assertThat(log.toString(StandardCharsets.UTF_8).split("[\\n\\r\\x0B\\f\\x85\\u2028\\u2029]+", -1))
                    .filteredOn(line -> line.contains("all is well"))
                    .hasSize(4)
                    .noneMatch(line -> line.startsWith("2026-01-01"));
        }
    }

    @Test
    void each_event_is_one_line_with_its_product_its_route_and_its_number() throws Exception {
        try (RuleManagerSimulator rules = new RuleManagerSimulator(
                        KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, java.time.Clock.systemUTC());
                RunningHub hub = RunningHub.with("--ctd.tick-millis=100", "--logging.structured.format.console=ecs")) {
            rules.start();
            Caller operator = hub.with(Role.OPERATOR);
            register(operator, "talks", rules.url().toString());
            register(operator, "quiet", "http://127.0.0.1:1");
            assertThat(RunningHub.json(operator.put("/api/v1/products/talks/log", "{\"level\": \"debug\"}"))
                            .path("level")
                            .asText())
                    .isEqualTo("debug");
            operator.post("/api/v1/user-defined", """
                    {"type": "file_sha256", "value": "%s", "action": "block"}""".formatted("a".repeat(64)));

            await().atMost(SOON).until(() -> !found(event -> event.has("seq")).isEmpty());
            JsonNode told = found(event -> event.has("seq")).get(0);
            assertThat(told.path("product").asText()).isEqualTo("talks");
            assertThat(told.path("route").asText()).isEqualTo("distribute.product");
            assertThat(told.path("seq").asLong()).isPositive();
            assertThat(told.at("/log/level").asText()).isEqualTo("DEBUG");
            assertThat(found(event -> event.path("product").asText().equals("quiet")
                            && event.at("/log/level").asText().equals("DEBUG")))
                    .as("the level of one product is not another's")
                    .isEmpty();

            operator.put("/api/v1/products/talks/log", "{}");
            assertThat(RunningHub.json(operator.get("/api/v1/products/talks/log"))
                            .path("level")
                            .asText())
                    .isEqualTo("info");
            assertThat(operator.put("/api/v1/products/talks/log", "{\"level\": \"loud\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(operator.get("/api/v1/products/nobody/log").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void who_has_everything_logged_finds_no_secret_there() throws Exception {
        try (RuleManagerSimulator rules = new RuleManagerSimulator(
                        KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, java.time.Clock.systemUTC());
                RunningHub hub = RunningHub.with("--ctd.tick-millis=100", "--logging.level.root=debug")) {
            rules.start();
            Caller operator = hub.with(Role.OPERATOR);
            register(operator, "talks", rules.url().toString());
            operator.post("/api/v1/user-defined", """
                    {"type": "file_sha256", "value": "%s", "action": "block"}""".formatted("b".repeat(64)));
            await().atMost(SOON).until(() -> !rules.objects().isEmpty());
        } finally {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        }
        assertThat(lines()).anyMatch(line -> line.contains("DEBUG")).noneMatch(line -> line.contains(KEY));
        // and no other: see Leaks, which reads along
    }

    private static void register(Caller operator, String name, String url) throws Exception {
        assertThat(operator.post("/api/v1/products", """
                        {"name": "%s", "connector": "ds", "version": "20.0", "settings": {"url": "%s", "apiKey": "%s"}}""".formatted(name, url, KEY))
                        .statusCode())
                .isEqualTo(201);
    }

    private List<JsonNode> found(Predicate<JsonNode> wanted) {
        return lines().stream()
                .filter(line -> line.startsWith("{"))
                .map(LogsTest::json)
                .filter(wanted)
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private List<String> lines() {
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
