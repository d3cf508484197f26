// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import org.ctdhub.auth.Role;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.Faults;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.SubscriberSimulator;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is measured follows what happens, and is what the documents, the dashboards and the rules speak of. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsTest {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String BOX_KEY = "11111111-0000-4000-8000-00000000CAFE";
    private static final String GATE_KEY = "22222222-0000-4000-8000-00000000CAFE";
    private static final String RULES_KEY = "2:rules-of-the-test";

    private static RunningHub hub;
    private static ManagedHub edge;
    private static Caller operator;
    private static Caller viewer;
    private static SandboxSimulator sandbox;
    private static RuleManagerSimulator rules;
    private static SubscriberSimulator gate;
    private static int syslog;

    @BeforeAll
    static void start() throws Exception {
        syslog = freePort();
        hub = RunningHub.with(
                "--ctd.tick-millis=100",
                "--ctd.measure-millis=300",
                "--ctd.short-schedules=true",
                "--ctd.preset=block",
                "--ctd.federation.role=hub",
                "--ctd.distribution.clock-skew=0s",
                "--ctd.distribution.keys[0].key=" + Federated.EDGE_KEY,
                "--ctd.distribution.keys[0].admits=edge",
                "--ctd.syslog.tcp-port=" + syslog);
        operator = hub.with(Role.OPERATOR);
        viewer = hub.with(Role.VIEWER);
        sandbox = new SandboxSimulator(BOX_KEY, SandboxSimulator.PAGE_SIZE, hub.clock);
        sandbox.start();
        rules = new RuleManagerSimulator(RULES_KEY, "2:read", Duplicates.RETURN_EXISTING, 100_000, hub.clock);
        rules.start();
        register("box", "ddan", "6.8", "\"url\": \"%s\", \"apiKey\": \"%s\"".formatted(sandbox.url(), BOX_KEY));
        register(
                "rules",
                "ds",
                "20.0",
                "\"url\": \"%s\", \"apiKey\": \"%s\", \"limit\": \"2\"".formatted(rules.url(), RULES_KEY));
        register("gate", "sps", "3.3", "\"apiKey\": \"%s\"".formatted(GATE_KEY));
        register("guard", "ddi", "6.5", "\"sender\": \"127.0.0.1\"");
        gate = new SubscriberSimulator(
                "Gate", Set.of("url"), URI.create(hub.url()), GATE_KEY, Duration.ofMillis(300), hub.clock);
        gate.start();
        edge = new ManagedHub(
                "--ctd.federation.role=edge",
                "--ctd.federation.hub.url=" + hub.url(),
                "--ctd.federation.hub.key=" + Federated.EDGE_KEY);
    }

    @AfterAll
    static void stop() {
        gate.close();
        edge.close();
        hub.close();
        rules.close();
        sandbox.close();
    }

    @Test
    @Order(1)
    void a_record_that_can_not_be_an_object_counts_by_its_reason() throws Exception {
        sandbox.add(
                List.of(Finding.of("ip", "127.0.0.1", "high"), Finding.of("url", "http://bad.example.test/", "high")));
        operator.post("/api/v1/products/box/sync", "");

        await().atMost(SOON)
                .until(() -> value("ctd_records_refused_total{product=\"box\",reason=\"never_blocked\"}") == 1);
        await().atMost(SOON).until(() -> value("ctd_quarantine{product=\"box\",reason=\"never_blocked\"}") == 1);
        assertThat(value("ctd_objects{type=\"url\"}")).isEqualTo(1);
    }

    @Test
    @Order(2)
    void a_product_that_is_behind_shows_by_how_much_and_since_when_until_it_has_caught_up() throws Exception {
        await().atMost(SOON).until(() -> value("ctd_product_lag{product=\"rules\"}") == 0);
        rules.misbehave(new Faults(503, null, null, null));
        operator.post(
                "/api/v1/imports?format=csv",
                Stream.of("a", "b", "c")
                        .map(digit -> "file_sha256," + digit.repeat(64) + ",block")
                        .collect(Collectors.joining("\n", "type,value,action\n", "\n")));
        await().atMost(SOON).until(() -> value("ctd_product_failing{product=\"rules\",way=\"deliver\"}") == 1);
        assertThat(value("ctd_product_resting{product=\"rules\",way=\"deliver\"}"))
                .isEqualTo(1);
        assertThat(value("ctd_product_lag{product=\"rules\"}"))
                .as("of three there is room for two")
                .isEqualTo(2);

        hub.clock.advance(Duration.ofMinutes(10));
        await().atMost(SOON).until(() -> value("ctd_product_lag_seconds{product=\"rules\"}") >= 600);

        rules.misbehave(Faults.NONE);
        hub.clock.advance(Duration.ofMinutes(2));
        await().atMost(SOON).until(() -> value("ctd_product_lag{product=\"rules\"}") == 0);
        assertThat(value("ctd_product_lag_seconds{product=\"rules\"}")).isZero();
        assertThat(value("ctd_product_failing{product=\"rules\",way=\"deliver\"}"))
                .isZero();
        assertThat(value("ctd_deliveries_total{outcome=\"delivered\",product=\"rules\"}"))
                .isEqualTo(2);
        assertThat(value("ctd_delivery_delay_seconds_bucket{product=\"rules\",le=\"300.0\"}"))
                .isZero();
        assertThat(value("ctd_delivery_delay_seconds_bucket{product=\"rules\",le=\"900.0\"}"))
                .isEqualTo(2);
        assertThat(value("ctd_list_held{product=\"rules\",type=\"file_sha256\"}"))
                .isEqualTo(2);
        assertThat(value("ctd_list_limit{product=\"rules\",type=\"file_sha256\"}"))
                .isEqualTo(2);
        assertThat(value("ctd_list_left_out{product=\"rules\",type=\"file_sha256\"}"))
                .isEqualTo(1);
    }

    @Test
    @Order(3)
    void each_metric_that_a_page_a_dashboard_or_a_rule_names_exists_and_each_of_the_hubs_own_is_told_of()
            throws Exception {
        try (SyslogReceiver siem = new SyslogReceiver(ServerSocketFactory.getDefault(), 0);
                Socket sender = new Socket(InetAddress.getLoopbackAddress(), syslog);
                OutputStream lines = sender.getOutputStream()) {
            operator.post("/api/v1/forwards", """
                    {"name": "siem", "kind": "syslog", "tells": ["detections"], "address": "tcp://127.0.0.1:%d"}""".formatted(siem.port()));
            lines.write("CEF:0|Example|Guard|1|1|nothing|3|dvchost=stranger.example.test\n"
                    .getBytes(StandardCharsets.UTF_8));
            operator.post("/api/v1/detections?product=guard", """
                    [{"type": "url", "value": "http://bad.example.test/"}]""");
            await().atMost(SOON).until(() -> !siem.messages().isEmpty());
        }
        hub.clock.advance(Duration.ofMinutes(2)); // so that an alert is raised

        Set<String> told = names("docs/operate.md", "`((?:ctd|camel|hikaricp)_[a-z_]+)`");
        Set<String> asked = new TreeSet<>();
        for (String file :
                List.of("prometheus/rules.yaml", "grafana/dashboards/list.json", "grafana/dashboards/process.json")) {
            asked.addAll(names(
                    "docker/" + file,
                    "\\b((?:ctd|camel|hikaricp|jvm|process|system|http)_[a-z_]+?)(?:_bucket|_sum|_count)?\\b"));
        }
        await().atMost(SOON).untilAsserted(() -> {
            Set<String> exist = families();
            assertThat(exist).containsAll(told).containsAll(asked);
            assertThat(told)
                    .containsAll(exist.stream()
                            .filter(name -> name.startsWith("ctd_"))
                            .toList());
        });
    }

    private static void register(String name, String connector, String version, String settings) throws Exception {
        HttpResponse<String> made =
                operator.post("/api/v1/products", """
                {"name": "%s", "connector": "%s", "version": "%s", "settings": {%s}}""".formatted(name, connector, version, settings));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private static String scrape() throws Exception {
        return viewer.get("/actuator/prometheus").body();
    }

    /** The value of a series; -1 if there is none. */
    private static double value(String series) throws Exception {
        return scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** The names as Prometheus knows them; the longest of a histogram comes with it. */
    private static Set<String> families() throws Exception {
        Set<String> names = found(scrape(), "(?m)^# TYPE ([a-z_]+) ");
        names.removeIf(name -> name.endsWith("_seconds_max"));
        return names;
    }

    private static Set<String> names(String file, String pattern) throws IOException {
        return found(Files.readString(Path.of(file)), pattern);
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult one) -> one.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
