// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.ctdhub.Hub;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Tokens;
import org.ctdhub.testing.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A hub in this process, and an operator who calls its API. */
final class BenchHub implements AutoCloseable {

    final HttpClient http = HttpClient.newHttpClient();
    final String url;

    private final ConfigurableApplicationContext hub;
    private final String token;

    /** Starts it on a database, with these settings. */
    BenchHub(TestDatabase database, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--server.port=0",
                "--ctd.preset=block"));
        all.addAll(List.of(settings));
        hub = new SpringApplicationBuilder(Hub.class).run(all.toArray(String[]::new));
        url = "http://127.0.0.1:" + hub.getEnvironment().getProperty("local.server.port");
        token = hub.getBean(Tokens.class)
                .create(Actor.HUB, Tokens.Wanted.lasting("bench " + UUID.randomUUID(), Role.OPERATOR))
                .text();
    }

    /** One of its parts. */
    <T> T part(Class<T> type) {
        return hub.getBean(type);
    }

    /** A request of the operator; {@code path} below {@code /api/v1/}. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/api/v1/" + path)).header("Authorization", "Bearer " + token);
    }

    String get(String path) throws IOException, InterruptedException {
        return call("GET", path, BodyPublishers.noBody());
    }

    String post(String path, String json) throws IOException, InterruptedException {
        return call("POST", path, BodyPublishers.ofString(json));
    }

    /** The answer's body; throws if it is a refusal. */
    String call(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + " is answered with " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** What this process had in use at once at most, in MB, garbage included. */
    static long mostHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum()
                >> 20;
    }

    @Override
    public void close() {
        hub.close();
    }
}
