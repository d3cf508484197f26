// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.ctdhub.Hub;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Tokens;
import org.ctdhub.testing.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A hub on a database, and an operator who calls its API. */
public final class HubUnderTest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ConfigurableApplicationContext hub;
    private final String token;

    /** Starts a node; several may share a database. */
    HubUnderTest(TestDatabase database, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--server.port=0",
                "--camel.main.name=ctd-hub-" + COUNT.incrementAndGet(), // the scheduler of a process is found by it
                "--ctd.tick-millis=200",
                "--ctd.open-metrics=true",
                "--ctd.short-schedules=true"));
        all.addAll(List.of(settings));
        hub = new SpringApplicationBuilder(Hub.class).run(all.toArray(String[]::new));
        token = hub.getBean(Tokens.class)
                .create(
                        Actor.HUB,
                        new Tokens.Wanted(
                                "test-" + UUID.randomUUID(),
                                Role.OPERATOR,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                .text();
    }

    /** What came back. */
    public record Answer(int status, JsonNode body, String etag) {}

    ConfigurableApplicationContext context() {
        return hub;
    }

    String url() {
        return "http://127.0.0.1:" + hub.getEnvironment().getProperty("local.server.port");
    }

    /** The operator's token. */
    String token() {
        return token;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return call("POST", path, json);
    }

    /** A call with a body if there is one; {@code headers} are names and values in turn. */
    Answer call(String method, String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.body().isBlank() ? JSON.nullNode() : JSON.readTree(answer.body()),
                answer.headers().firstValue("ETag").orElse(null));
    }

    @Override
    public void close() {
        hub.close();
    }
}
