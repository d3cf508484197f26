// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.auth.Role;
import org.ctdhub.testing.Secrets;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Everything that can be read or taken out of a hub which knows secrets of each kind, by who may read the most. */
class TakenOutTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GUID = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final String SUBMITTED = "http://bad.example.test/taken-out";

    /** Where a secret is shown, once more and on purpose; it also shows that this test would see one. */
    private static final String SHOWS = "/api/v1/keys/{id}/secret";

    private static final String TAXII = "/taxii2/ctd/";

    /** What the rest of an address needs. */
    private static final Map<String, String> ASKED = Map.of(
            "/api/v1/detections/summary",
            "?by=value",
            "/api/v1/story",
            "?type=url&value=" + SUBMITTED,
            "/api/v1/warning-lists/matches",
            "?type=url&value=" + SUBMITTED,
            "/detections/export",
            "?form=csv",
            "/object",
            "?type=url&value=" + SUBMITTED,
            "/product",
            "?name=rules");

    /** What a product calls with a signature of its own, what leads on or out, and what there is none of here. */
    private static final List<String> ELSEWHERE = List.of(
            "/lists/",
            "/webapp",
            "/web_service/",
            "/login",
            "/api/docs/",
            "/api/v1/warning-lists/{name}",
            "/taxii2/ctd/status/");

    private static RunningHub hub;
    private static Caller admin;
    private static String listToken;
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    @BeforeAll
    static void start(@TempDir java.nio.file.Path folder) throws Exception {
        hub = RunningHub.with("--ctd.tick-millis=100", "--ctd.preset=block", "--ctd.lists=" + folder);
        admin = hub.with(Role.ADMINISTRATOR);
        made("/api/v1/products", """
                {"name": "rules", "connector": "ds", "version": "20.0",
                 "settings": {"url": "http://127.0.0.1:1", "apiKey": "2:rules-of-the-test"}}""");
        made("/api/v1/products", """
                {"name": "gate", "connector": "iwsva", "version": "6.5 SP2 Patch 1",
                 "settings": {"apiKey": "%s", "row": "iwsva-file"}}""".formatted(GUID));
        made("/api/v1/forwards", """
                {"name": "soar", "kind": "webhook", "tells": ["changes"], "address": "http://127.0.0.1:1/",
                 "secret": "signing-secret-of-the-test"}""");
        made("/api/v1/accounts", """
                {"name": "person", "role": "viewer", "password": "second-password-of-the-test"}""");
        made("/api/v1/user-defined", """
                {"type": "url", "value": "%s", "notes": "seen in a mail"}""".formatted(SUBMITTED));
        made("/api/v1/exceptions", "{\"type\": \"domain\", \"pattern\": \"*.ours.example.test\"}");
        made("/api/v1/test-objects", "{}");
        String key = made("/api/v1/keys", """
                        {"kind": "distribution", "name": "signs", "key": "1123ABCD-0000-4000-8000-00000000CAFE"}""").path("id").asText();
        listToken = made("/api/v1/products/gate/list-token", "{}").path("token").asText();
        String plan = made("/api/v1/reports", "{\"name\": \"weekly\", \"period\": \"weekly\"}")
                .path("id")
                .asText();
        String report =
                made("/api/v1/reports/" + plan + "/run", "{}").at("/report/id").asText();
        String task = made("/api/v1/imports?format=list", "taken-out.example.test\n")
                .at("/task/id")
                .asText();
        JsonNode objects = RunningHub.json(admin.get(TAXII + "collections/consolidated/objects/"));
        PLACES.putAll(Map.of("{type}", "ip", "{risk}", "high", "{task}", task, "{number}", "1", "{forward}", "soar"));
        PLACES.putAll(Map.of("{name}", "rules", "{key}", key, "{plan}", plan, "{made}", report));
        PLACES.put(
                "{collection}/objects/{id}",
                "consolidated/objects/" + objects.at("/objects/0/id").asText());
        PLACES.put("{collection}", "consolidated");
    }

    private static JsonNode made(String path, String json) throws Exception {
        HttpResponse<String> answer = admin.post(path, json);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 202);
        return RunningHub.json(answer);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void no_secret_is_in_anything_that_can_be_read_or_taken_out() throws Exception {
        Caller person = hub.signedIn("admin", RunningHub.PASSWORD);
        await().atMost(SOON)
                .until(() -> person.get("/product?name=rules").body().contains("Connection refused"));
        List<String> leaks = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (String pattern : patterns()) {
            HttpResponse<String> answer = (pattern.matches("/(api|taxii2).*") ? admin : person).get(path(pattern));
            leak(answer).ifPresent(secret -> leaks.add(pattern + " shows " + secret));
            if (answer.statusCode() != 200) {
                unread.add(pattern + ": " + answer.statusCode());
            }
        }
        for (String form : List.of("text/csv", "application/x-ndjson")) {
            leak(admin.send("GET", "/api/v1/detections", null, "Accept", form)).ifPresent(leaks::add);
        }
        HttpResponse<String> file =
                hub.nobody().send("GET", "/lists/gate/url-blocking.txt", null, "Authorization", "Bearer " + listToken);
        assertThat(file.body()).contains("bad.example.test/taken-out");
        leak(file).ifPresent(leaks::add);

        assertThat(unread).isEmpty();
        assertThat(leaks).isNotEmpty().allMatch(leak -> leak.startsWith(SHOWS));
    }

    private static Optional<String> leak(HttpResponse<String> answer) {
        return Secrets.in(answer.headers().map() + "\n" + answer.body());
    }

    /** Whatever a person or program can read. */
    private static List<String> patterns() {
        return hub
                .context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .filter(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .anyMatch(method -> method.name().equals("GET")))
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .filter(pattern -> ELSEWHERE.stream().noneMatch(pattern::startsWith))
                .distinct()
                .sorted()
                .toList();
    }

    private static String path(String pattern) {
        String path = pattern.replace("/keys/{id}", "/keys/{key}")
                .replace("/reports/{id}", "/reports/{plan}")
                .replace("/forwards/{name}", "/forwards/{forward}");
        for (Map.Entry<String, String> place : PLACES.entrySet()) {
            path = path.replace(place.getKey(), place.getValue());
        }
        path = path.startsWith("/taxii2") ? path + "/" : path;
        return path.replaceAll("\\{[a-z]+}", "1") + ASKED.getOrDefault(pattern, "");
    }
}
