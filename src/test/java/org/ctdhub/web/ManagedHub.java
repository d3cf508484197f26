// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;

/** A hub to which producers report, and an operator who decides about what they found. */
public final class ManagedHub implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(20);

    private final TestDatabase database;
    private final HubUnderTest hub;

    ManagedHub(String... settings) {
        this(TestDatabase.migrated(), settings);
    }

    ManagedHub(TestDatabase database, String... settings) {
        this.database = database;
        List<String> all = new ArrayList<>(List.of("--ctd.preset=block"));
        all.addAll(List.of(settings));
        hub = new HubUnderTest(database, all.toArray(String[]::new));
    }

    /** Its registry. */
    public TestDatabase database() {
        return database;
    }

    String url() {
        return hub.url();
    }

    /** The operator's token. */
    String token() {
        return hub.token();
    }

    /** By what the hub knows again what it put into a product. */
    String mark() {
        return hub.context().getBean(HubIdentity.class).mark();
    }

    /** One of the hub's parts. */
    public <T> T bean(Class<T> type) {
        return hub.context().getBean(type);
    }

    /** How many rows a table has. */
    long rows(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    /** A producer that the hub doesn't read: what it reports is handed in. */
    public void report(String producer, Report... reports) {
        hub.context()
                .getBean(Products.class)
                .enter(
                        producer,
                        "any",
                        Optional.empty(),
                        Optional.of(Duration.ofDays(1)),
                        Optional.empty(),
                        Optional.empty());
        CollectRun run = hub.context().getBean(Producers.class).begin(producer, "objects", "0", Duration.ofDays(1));
        hub.context().getBean(Sightings.class).register(new Batch(run, List.of(reports), List.of(), null));
    }

    static Report found(ObjectType type, String value) {
        return found(type, value, Risk.HIGH, Instant.now().plus(Duration.ofDays(30)));
    }

    static Report found(ObjectType type, String value, Risk risk, Instant expires) {
        return new Report(
                SuspiciousObject.canonical(type, value), false, risk, Instant.now(), expires, null, null, null);
    }

    static Report takenBack(ObjectType type, String value) {
        return new Report(
                SuspiciousObject.canonical(type, value), true, Risk.HIGH, Instant.now(), null, null, null, null);
    }

    /** Asks as an operator. */
    public Answer get(String path) throws IOException, InterruptedException {
        return hub.get(path);
    }

    /** Calls as an operator, with a body if there is one. */
    public Answer call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return hub.call(method, path, body, headers);
    }

    /** Posts; the answer must have one of these codes. */
    JsonNode post(String path, String json, Integer... codes) throws IOException, InterruptedException {
        Answer answer = hub.post(path, json);
        assertThat(answer.status()).as(answer.body().toString()).isIn((Object[]) codes);
        return answer.body();
    }

    /** A decision over one object, which is carried out at once. */
    JsonNode decide(String type, String value, String what) throws IOException, InterruptedException {
        return post(
                "/api/v1/decisions",
                "{\"objects\":[{\"type\":\"" + type + "\",\"value\":\"" + value + "\"}]," + what + "}",
                200);
    }

    /** The line of an object in the list of objects. */
    JsonNode line(String value) throws IOException, InterruptedException {
        for (JsonNode line :
                get("/api/v1/objects?text=" + encoded(value)).body().path("items")) {
            if (line.path("value").asText().equals(value)) {
                return line;
            }
        }
        throw new AssertionError(value + " is not known");
    }

    String state(String value) throws IOException, InterruptedException {
        return line(value).path("state").asText();
    }

    JsonNode story(String type, String value) throws IOException, InterruptedException {
        return get("/api/v1/story?type=" + type + "&value=" + encoded(value)).body();
    }

    /** What a list of objects holds, by their values. */
    List<String> values(String query) throws IOException, InterruptedException {
        return texts(get("/api/v1/objects?" + query).body().path("items"), "value");
    }

    /** Imports a file; answers the report on it when it has come to its end. */
    JsonNode imported(String query, String file) throws IOException, InterruptedException {
        return ended(post("/api/v1/imports?" + query, file, 202).at("/task/id").asLong());
    }

    JsonNode ended(long task) {
        String path = "/api/v1/imports/" + task;
        return await().atMost(SOON)
                .until(
                        () -> get(path).body(),
                        report -> !report.at("/task/state").asText().equals("running"));
    }

    static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        hub.close();
        database.close();
    }
}
