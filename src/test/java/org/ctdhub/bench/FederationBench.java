// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.ctdhub.lab.Lab;
import org.ctdhub.lab.LabEdge;
import org.ctdhub.lab.simulator.LabData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures in a lab with an edge how long it takes from a person's call at the hub until a product behind the edge that is pushed
 * to enforces it, and until one that asks is offered it; {@code docs/federation.md} has the command and what it said.
 */
public final class FederationBench {

    private static final Logger LOG = LoggerFactory.getLogger(FederationBench.class);
    private static final int ROUNDS = 100;
    private static final int WARM_UP = 10;
    private static final long LOOK_AGAIN = 5_000_000;
    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Lab lab;
    private final LabEdge edge;
    private final BenchReader reader;
    private final List<Long> pushed = new ArrayList<>();
    private final List<Long> offered = new ArrayList<>();

    private FederationBench(Lab lab) throws Exception {
        this.lab = lab;
        this.edge = lab.edge(1);
        this.reader = new BenchReader(edge.url(), edge.distributionKey());
    }

    public static void main(String[] args) throws Exception {
        int edges = Optional.ofNullable(System.getenv("LAB_EDGES"))
                .map(Integer::parseInt)
                .orElse(1);
        try (Lab lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0), edges)) {
            new FederationBench(lab).run();
        }
    }

    private void run() throws Exception {
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            if (round == 0) {
                pushed.clear();
                offered.clear();
            }
            String file = "%064x".formatted(round + WARM_UP + 1);
            String url = "http://round" + (round + WARM_UP) + ".example.test/";
            list("file_sha256", file);
            list("url", url);
            takeOff("file_sha256", file);
            takeOff("url", url);
        }
        LOG.info("BENCH enforced by a product that is pushed to: {}", told(pushed));
        LOG.info("BENCH offered to a product that asks: {}", told(offered));
    }

    private void list(String type, String value) throws Exception {
        long began = System.nanoTime();
        call("POST", "", "{\"type\":\"" + type + "\",\"value\":\"" + value + "\",\"action\":\"block\"}");
        arrived(type, value, true, began);
    }

    private void takeOff(String type, String value) throws Exception {
        long began = System.nanoTime();
        call("DELETE", "?type=" + type + "&value=" + URLEncoder.encode(value, StandardCharsets.UTF_8), null);
        arrived(type, value, false, began);
    }

    private void call(String method, String query, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/user-defined" + query))
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    private void arrived(String type, String value, boolean there, long began) throws Exception {
        if (type.equals("url")) {
            reader.readUntil(value, there);
            offered.add((System.nanoTime() - began) / 1_000_000);
        } else {
            waitFor(() ->
                    edge.rules().objects().stream().anyMatch(one -> one.value().equalsIgnoreCase(value)) == there);
            pushed.add((System.nanoTime() - began) / 1_000_000);
        }
    }

    private static void waitFor(BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > GIVE_UP.toNanos()) {
                throw new IllegalStateException("It does not arrive.");
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private static String told(List<Long> millis) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return "median " + at(sorted, 0.5) + " ms, 99th percentile " + at(sorted, 0.99) + " ms, longest "
                + at(sorted, 1) + " ms, of " + sorted.size() + " changes";
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(sorted.size() * share) - 1);
    }
}
