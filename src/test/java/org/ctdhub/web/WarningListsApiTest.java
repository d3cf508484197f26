// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ctdhub.web.ManagedHub.found;
import static org.ctdhub.web.ManagedHub.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warning lists from a folder and from an address, and what an operator does with them. */
class WarningListsApiTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String API = "/api/v1/warning-lists";

    /** The hashes of the empty file and of the EICAR test file. */
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String EICAR = "3395856ce81f2b7382dee72602f798b642f14140";

    @TempDir
    private static Path folder;

    private static HttpServer publisher;
    private static volatile int status = 200;
    private static volatile String asked;
    private static ManagedHub hub;

    @BeforeAll
    static void start() throws IOException {
        publisher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        publisher.createContext("/", WarningListsApiTest::publish);
        publisher.start();
        hub = new ManagedHub(
                "--ctd.guard.folder=" + folder,
                "--ctd.guard.urls.published=http://127.0.0.1:"
                        + publisher.getAddress().getPort() + "/lists/published.json?a=b");
    }

    @AfterAll
    static void stop() {
        hub.close();
        publisher.stop(0);
    }

    private static void publish(HttpExchange call) throws IOException {
        try (call) {
            asked = call.getRequestURI().toString();
            byte[] body = list("Published", "cidr", "198.51.100.0/24").getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(status, body.length);
            call.getResponseBody().write(body);
        }
    }

    private static String list(String title, String type, String... entries) {
        return "{\"name\":\"" + title + "\",\"type\":\"" + type + "\",\"version\":3,\"list\":["
                + java.util.Arrays.stream(entries)
                        .map(entry -> '"' + entry + '"')
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** As whole files come: under another name first. */
    private static void put(String name, String text) throws Exception {
        Path written = Files.writeString(folder.resolve(name + ".part"), text);
        Files.move(written, folder.resolve(name + ".json"), StandardCopyOption.REPLACE_EXISTING);
        reload();
    }

    private static void reload() throws Exception {
        assertThat(hub.call("POST", API + "/reload", null).status()).isEqualTo(202);
    }

    private static JsonNode line(String name) throws Exception {
        return hub.get(API + "/" + name).body();
    }

    private static String failure(String name) throws Exception {
        for (JsonNode failure : hub.get(API).body().path("failures")) {
            if (failure.path("name").asText().equals(name)) {
                return failure.path("error").asText();
            }
        }
        return "";
    }

    private static void awaitVersion(String name, int entries) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(line(name).path("entries").asInt()).isEqualTo(entries));
    }

    @Test
    void empty_files_and_the_eicar_test_file_are_held_from_the_first_start_on() throws Exception {
        hub.report("box", found(ObjectType.FILE_SHA256, EMPTY), found(ObjectType.FILE_SHA1, EICAR));

        assertThat(hub.state(EMPTY)).isEqualTo("held");
        assertThat(hub.state(EICAR)).isEqualTo("held");
        assertThat(hub.values("state=held")).contains(EMPTY, EICAR);
        assertThat(texts(hub.get(API + "/kept").body(), "value")).contains(EMPTY, EICAR);
        assertThat(hub.story("file_sha1", EICAR).path("heldBack").path(0).asText())
                .isEqualTo("held by the warning list Empty files and test viruses: " + EICAR);

        hub.post(
                API + "/release",
                "{\"objects\":[{\"type\":\"file_sha256\",\"value\":\"" + EMPTY + "\"}],\"dryRun\":true}",
                200);
        assertThat(hub.state(EMPTY)).isEqualTo("held");
        hub.post(API + "/release", "{\"objects\":[{\"type\":\"file_sha256\",\"value\":\"" + EMPTY + "\"}]}", 200);
        assertThat(hub.state(EMPTY)).isEqualTo("listed");
    }

    @Test
    void a_list_of_the_folder_is_taken_and_its_mode_set() throws Exception {
        hub.report("box", found(ObjectType.DOMAIN, "a.popular.example.test"));
        put("popular", list("Popular", "hostname", "popular.example.test"));
        awaitVersion("popular", 1);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(line("popular").path("matches").asInt()).isEqualTo(1));
        assertThat(line("popular").path("mode").asText()).isEqualTo("inform");
        assertThat(line("popular").path("version").asText()).isEqualTo("3");
        assertThat(hub.state("a.popular.example.test")).isEqualTo("listed");

        JsonNode effect = hub.call("PUT", API + "/popular", "{\"mode\":\"suppress\",\"dryRun\":true}")
                .body();
        assertThat(effect.path("changes").asInt()).isEqualTo(1);
        assertThat(hub.call("PUT", API + "/popular", "{\"mode\":\"suppress\"}").status())
                .isEqualTo(200);
        assertThat(hub.state("a.popular.example.test")).isEqualTo("suppressed");
        assertThat(hub.values("state=suppressed")).containsExactly("a.popular.example.test");

        Files.delete(folder.resolve("popular.json"));
        reload();
        await().atMost(SOON).until(() -> failure("popular").startsWith("Nothing offers it any more"));
        assertThat(hub.state("a.popular.example.test")).isEqualTo("suppressed");

        assertThat(hub.call("DELETE", API + "/popular", null).status()).isEqualTo(204);
        await().atMost(SOON).until(() -> hub.state("a.popular.example.test").equals("listed"));
        assertThat(failure("popular")).isEmpty();
    }

    @Test
    void a_broken_or_shrunken_file_leaves_the_last_good_list_in_force_and_is_told_of() throws Exception {
        String[] many =
                IntStream.range(0, 40).mapToObj(n -> "h" + n + ".example.test").toArray(String[]::new);
        put("many", list("Many", "string", many));
        awaitVersion("many", 40);

        put("many", "{\"name\":\"Many\",\"type\":\"string\",\"list\":[\"h1");
        await().atMost(SOON).until(() -> failure("many").contains("can't be read"));
        assertThat(line("many").path("entries").asInt()).isEqualTo(40);
        await().atMost(SOON)
                .until(() -> hub.database()
                        .jdbc()
                        .sql(
                                "select exists (select from alert where kind = 'warning_list_failed' and subject = 'many')")
                        .query(Boolean.class)
                        .single());

        put("many", list("Many", "string", "h1.example.test"));
        await().atMost(SOON).until(() -> failure("many").contains("looks like a file that broke off"));
        assertThat(line("many").path("entries").asInt()).isEqualTo(40);

        assertThat(hub.call("POST", API + "/many/let-shrink", null).status()).isEqualTo(202);
        awaitVersion("many", 1);
        assertThat(failure("many")).isEmpty();
    }

    @Test
    void a_list_at_an_address_is_fetched_and_stays_in_force_while_that_fails() throws Exception {
        awaitVersion("published", 1);
        assertThat(asked).isEqualTo("/lists/published.json?a=b");

        status = 503;
        reload();
        await().atMost(SOON).until(() -> failure("published").contains("HTTP status 503"));
        assertThat(line("published").path("entries").asInt()).isEqualTo(1);

        status = 200;
        reload();
        await().atMost(SOON).until(() -> failure("published").isEmpty());
    }

    @Test
    void one_can_ask_where_something_stands_that_nobody_reported() throws Exception {
        awaitVersion("published", 1);

        JsonNode matches = hub.get(API + "/matches?type=ip&value=198.51.100.77").body();

        assertThat(texts(matches, "list")).containsExactly("published");
        assertThat(texts(matches, "entry")).containsExactly("198.51.100.0/24");
        assertThat(hub.get(API + "/matches?type=file_sha256&value=" + EMPTY)
                        .body()
                        .path(0)
                        .path("mode")
                        .asText())
                .isEqualTo("hold");
        assertThat(hub.get(API + "/matches?type=ip&value=203.0.113.77").body()).isEmpty();
        assertThat(hub.get(API + "/matches?type=ip&value=x").status()).isEqualTo(400);
        assertThat(hub.get(API + "/none").status()).isEqualTo(404);
        assertThat(hub.call("PUT", API + "/published", "{\"mode\":\"block\"}").status())
                .isEqualTo(400);
    }
}
