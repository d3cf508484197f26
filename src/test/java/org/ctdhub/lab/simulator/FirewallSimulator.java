// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A firewall that fetches external dynamic lists, each of one type, and enforces them. While the server is away it keeps its
 * copies; one whose password was refused it enforces no longer (as documented of PAN-OS).
 */
public final class FirewallSimulator extends Simulator {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final int REFUSED = 401;

    private final Map<String, URI> lists;
    private final String authorization;
    private final Duration interval;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong fetched = new AtomicLong();
    private final Map<String, List<String>> enforced = new ConcurrentHashMap<>();
    private volatile String lastError = "It has fetched nothing yet";

    /** @param lists their addresses by type; they are fetched with the password once it is started */
    public FirewallSimulator(Map<String, URI> lists, String password, Duration interval) {
        this.lists = Map.copyOf(lists);
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString(("firewall:" + password).getBytes(StandardCharsets.UTF_8));
        this.interval = interval;
    }

    @Override
    public void start(int port) throws IOException {
        super.start(port);
        Thread refresh = new Thread(this::fetchAlways, "lab-firewall");
        refresh.setDaemon(true);
        refresh.start();
    }

    private void fetchAlways() {
        Duration pause = Duration.ZERO;
        while (!closesWithin(pause) && !closesWithin(delay())) {
            try {
                for (Map.Entry<String, URI> list : lists.entrySet()) {
                    fetch(list.getKey(), list.getValue());
                }
                lastError = null;
            } catch (IOException | IllegalArgumentException e) {
                lastError = Shown.of(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = interval;
        }
    }

    private void fetch(String type, URI address) throws IOException, InterruptedException {
        fetched.incrementAndGet();
        HttpResponse<Stream<String>> answer = http.send(
                HttpRequest.newBuilder(address)
                        .timeout(ANSWER_LIMIT)
                        .header("Authorization", authorization)
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() == 200 && faults().failing().isEmpty()) {
                enforced.put(type, lines.filter(line -> !line.startsWith("#")).toList());
                return;
            }
        }
        if (answer.statusCode() == REFUSED) {
            enforced.remove(type);
        }
        throw new IllegalArgumentException("A list was answered with " + answer.statusCode());
    }

    /** What it enforces, line by line. */
    @Override
    public List<LabObject> objects() {
        return enforced.entrySet().stream()
                .flatMap(list -> list.getValue().stream().map(line -> new LabObject(list.getKey(), line, "block")))
                .sorted()
                .toList();
    }

    @Override
    public long requests() {
        return fetched.get();
    }

    /** Why a list could not be fetched the last time, if one could not. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    // It only fetches.
    @Override
    Answer product(Request request) {
        return notFound(request);
    }
}
