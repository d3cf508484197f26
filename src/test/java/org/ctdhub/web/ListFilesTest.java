// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.ctdhub.testing.FileServer;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** List files, as the scripts of a site fetch them. */
class ListFilesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String FILE = "/lists/gate/url-blocking.txt";
    private static final String STARRED = "it holds a *, which would match other addresses too";
    private static final String SERVER_PASSWORD = "the-password-of-the-test";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Neighbours in the order of a file, which leaves out the scheme and goes by bytes. */
    private static final List<String> CHANGING = List.of(
            "http://a.changing.example.test/",
            "https://a.changing.example.test/",
            "http://a.changing.example.test/b",
            "http://a.changing.example.test/b*",
            "http://a-b.changing.example.test/",
            "http://a.changing.example.test/\uFF5E",
            "http://a.changing.example.test/\uD83D\uDE00",
            "http://changing.example.test:8080/x?y=z#w",
            "a.changing.example.test",
            "a-b.changing.example.test",
            "changing.example.test");

    @TempDir
    private static Path folder;

    private static TestDatabase database;
    private static HubUnderTest hub;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        hub = node();
        token = newToken("gate");
    }

    @AfterAll
    static void stop() {
        hub.close();
        database.close();
    }

    private static HubUnderTest node() {
        return node("lists");
    }

    private static HubUnderTest node(String files) {
        return new HubUnderTest(
                database,
                "--ctd.lists=" + folder.resolve(files),
                "--ctd.preset=block",
                "--ctd.secrets.key=key-of-the-test",
                "--ctd.products.gate.connector=iwsva",
                "--ctd.products.gate.version=6.5 SP2 Patch 1",
                "--ctd.products.gate.settings.apiKey=0123ABCD-0000-4000-8000-00000000CAFE",
                "--ctd.products.gate.settings.row=iwsva-file",
                "--ctd.products.other.connector=sps",
                "--ctd.products.other.version=3.3",
                "--ctd.products.other.settings.apiKey=1123ABCD-0000-4000-8000-00000000CAFE",
                "--ctd.products.other.settings.row=sps-file",
                "--ctd.products.watch.connector=edl");
    }

    @Test
    void a_list_file_opens_to_its_products_own_token_and_to_nobody_else() throws Exception {
        String others = newToken("other");
        await().atMost(SOON).until(() -> fetch(FILE, "Bearer " + token).statusCode() == 200);

        HttpResponse<byte[]> nobody = fetch(FILE, null);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().allValues("WWW-Authenticate")).anyMatch(way -> way.startsWith("Basic"));
        assertThat(fetch(FILE, "Bearer " + others).statusCode()).isEqualTo(404);
        assertThat(fetch(FILE, "Bearer " + hub.token()).statusCode()).isEqualTo(404);
        assertThat(fetch(FILE, "Bearer ctd_wrong").statusCode()).isEqualTo(401);
        assertThat(fetch("/lists/gate/other.txt", "Bearer " + token).statusCode())
                .isEqualTo(404);
        assertThat(fetch("/lists/gate/..%2furl-blocking.txt", "Bearer " + token).statusCode())
                .isEqualTo(400);
        assertThat(fetch("/api/v1/products", "Bearer " + token).statusCode()).isEqualTo(403);
        String basic = Base64.getEncoder().encodeToString(("any:" + others).getBytes(StandardCharsets.UTF_8));
        await().atMost(SOON)
                .until(() ->
                        fetch("/lists/other/sps-urls.csv", "Basic " + basic).statusCode() == 200);
        assertThat(fetch("/api/v1/products", "Basic " + basic).statusCode()).isEqualTo(401);
    }

    @Test
    void a_list_token_that_is_replaced_holds_for_a_while_and_only_a_product_with_files_gets_one() throws Exception {
        String earliest = newToken("other");
        String first = newToken("other");
        newToken("other");

        assertThat(fetch("/lists/other/sps-urls.txt", "Bearer " + earliest).statusCode())
                .isEqualTo(401);
        await().atMost(SOON)
                .until(() ->
                        fetch("/lists/other/sps-urls.txt", "Bearer " + first).statusCode() == 200);
        String last = hub.post("/api/v1/products/other/list-token?overlapSeconds=0", null)
                .body()
                .path("token")
                .asText();
        assertThat(fetch("/lists/other/sps-urls.txt", "Bearer " + first).statusCode())
                .isEqualTo(401);
        await().atMost(SOON)
                .until(() ->
                        fetch("/lists/other/sps-urls.txt", "Bearer " + last).statusCode() == 200);
        assertThat(hub.post("/api/v1/products/other/list-token?overlapSeconds=-1", null)
                        .status())
                .isEqualTo(400);
        assertThat(hub.post("/api/v1/products/none/list-token", null).status()).isEqualTo(404);
    }

    @Test
    void what_is_fetched_has_its_hash_as_etag_and_comes_packed_to_who_reads_that() throws Exception {
        define("http://hashed.example.test/");
        listed("hashed.example.test/");
        HttpResponse<byte[]> plain = fetch(FILE, "Bearer " + token);
        String tag = plain.headers().firstValue("ETag").orElseThrow();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain.body());
        assertThat(tag).isEqualTo("\"" + HexFormat.of().formatHex(hash) + "\"");
        assertThat(plain.headers().firstValue("Content-Type")).contains("text/plain;charset=us-ascii");
        assertThat(plain.headers().firstValue("X-List-Version")).isPresent();

        HttpResponse<byte[]> packed = fetch(FILE, "Bearer " + token, "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream inside = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(inside.readAllBytes()).isEqualTo(plain.body());
        }
        String packedTag = packed.headers().firstValue("ETag").orElseThrow();
        assertThat(packedTag).isNotEqualTo(tag);
        assertThat(fetch(FILE, "Bearer " + token, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(fetch(FILE, "Bearer " + token, "If-None-Match", packedTag, "Accept-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> head = HTTP.send(
                request(FILE, "Bearer " + token)
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(plain.body().length));
        assertThat(head.headers().firstValue("ETag")).contains(tag);
    }

    @Test
    void an_object_is_offered_once_somebody_fetched_the_file_and_never_more_than_that() throws Exception {
        String url = "http://offered.example.test/";
        define(url);
        listed("offered.example.test/");

        await().atMost(SOON).until(() -> {
            fetch(FILE, "Bearer " + token);
            return place(url).path("state").asText().equals("offered");
        });
        JsonNode events = story(url).path("events");
        assertThat(events.findValuesAsText("product")).contains("gate");
        assertThat(hub.get("/api/v1/products/gate")
                        .body()
                        .at("/objects/offered")
                        .asInt())
                .isPositive();
    }

    @Test
    void what_the_format_cannot_carry_is_left_out_and_counted_with_its_reason() throws Exception {
        String url = "http://starred.example.test/a*b";
        int before = leftOut();
        define(url);

        await().atMost(SOON).until(() -> leftOut() == before + 1);
        assertThat(hub.get("/api/v1/products/gate").body().at("/files/0/path").asText())
                .isEqualTo(FILE);
        fetch(FILE, "Bearer " + token);
        assertThat(place(url).path("state").asText()).isEqualTo("not taken");
        assertThat(place(url).path("reason").asText()).isEqualTo("its file can't carry it: " + STARRED);
        assertThat(text()).doesNotContain("starred");
    }

    @Test
    void a_change_that_is_not_in_the_file_leaves_its_bytes_and_its_version_as_they_were() throws Exception {
        define("http://stays.example.test/");
        listed("stays.example.test/");
        HttpResponse<byte[]> before = fetch(FILE, "Bearer " + token);

        int leftOut = leftOut();

        define("http://not-in-the-file.example.test/x*y");
        await().atMost(SOON).until(() -> leftOut() == leftOut + 1);
        HttpResponse<byte[]> after = fetch(FILE, "Bearer " + token);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.headers().firstValue("X-List-Version"))
                .isEqualTo(before.headers().firstValue("X-List-Version"));
    }

    @Test
    void while_distribution_is_off_the_file_stands_as_it_was_and_after_a_restart_too() throws Exception {
        define("http://frozen.example.test/");
        listed("frozen.example.test/");
        String before = text();
        distribute(false);
        define("http://later.example.test/");
        hub.close();
        hub = node();

        assertThat(text()).isEqualTo(before);

        distribute(true);
        listed("later.example.test/");
    }

    /** A node goes on from what it wrote before; one that has just begun knows nothing of that. */
    @Test
    void files_that_took_many_changes_are_to_the_byte_what_a_node_writes_that_begins_anew() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String reader = newToken("watch");
        for (int change = 0; change < 150; change++) {
            changeSomething(random);
        }

        try (HubUnderTest begins = node("lists-of-another-node")) {
            await("seed " + seed)
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(tags(hub, reader)).isEqualTo(tags(begins, reader)));
        }
    }

    private static void changeSomething(Random random) throws Exception {
        String value = CHANGING.get(random.nextInt(CHANGING.size()));
        String type = value.contains("/") ? "url" : "domain";
        String named = "\"objects\": [{\"type\": \"" + type + "\", \"value\": \"" + value + "\"}]";
        switch (random.nextInt(5)) {
            case 0 ->
                hub.call("DELETE", "/api/v1/user-defined?type=" + type + "&value=" + ManagedHub.encoded(value), null);
            case 1 -> hub.post("/api/v1/exceptions", "{" + named + "}");
            case 2 ->
                hub.post(
                        "/api/v1/exceptions/remove",
                        "{\"ids\": " + hub.get("/api/v1/exceptions").body().findValuesAsText("id") + "}");
            case 3 -> hub.post("/api/v1/user-defined", """
                        {"type": "%s", "value": "%s", "expiresAt": "2030-01-%02dT00:00:00Z"}""".formatted(type, value, 1 + random.nextInt(28)));
            default -> hub.post("/api/v1/user-defined", "{\"type\": \"" + type + "\", \"value\": \"" + value + "\"}");
        }
    }

    /** The hash of each file that these nodes serve, by its name. */
    private static Map<String, String> tags(HubUnderTest node, String reader) throws Exception {
        Map<String, String> tags = new TreeMap<>();
        for (String name : List.of("domain.txt", "url.txt", "url.panosurl", "objects.csv", "objects.ndjson")) {
            tags.put(name, tag(node, "/lists/watch/" + name, reader));
        }
        tags.put(FILE, tag(node, FILE, token));
        return tags;
    }

    private static String tag(HubUnderTest node, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path));
        return HTTP.send(request.header("Authorization", "Bearer " + token).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("ETag")
                .orElse("");
    }

    @Test
    void who_reads_block_lists_asks_for_a_part_of_one_or_for_another_form_as_elsewhere() throws Exception {
        String reader = newToken("watch");
        for (String last : List.of("8", "9", "10", "11", "200")) {
            hub.post("/api/v1/user-defined", "{\"type\": \"ip\", \"value\": \"203.0.113." + last + "\"}");
        }
        for (String url :
                List.of("http://port.example.test:8080/a", "http://port.example.test:81/a", "http://x.example.test/")) {
            define(url);
        }
        await().atMost(SOON)
                .until(() -> entries(reader, "ip.txt").size() == 5
                        && entries(reader, "url.txt").size() >= 3);

        assertThat(entries(reader, "ip.txt"))
                .containsExactly("203.0.113.10", "203.0.113.11", "203.0.113.200", "203.0.113.8", "203.0.113.9");
        assertThat(entries(reader, "ip.txt?n=2&s=1")).containsExactly("203.0.113.11", "203.0.113.200");
        assertThat(entries(reader, "ip.txt?tr=1")).containsExactly("203.0.113.8/30", "203.0.113.200");
        assertThat(entries(reader, "ip.txt?tr=2&di")).containsExactly("203.0.113.8-203.0.113.11", "203.0.113.200");
        assertThat(entries(reader, "ip.txt?s=99")).isEmpty();
        assertThat(entries(reader, "url.txt?v=panosurl")).contains("port.example.test:8080/a", "x.example.test/");
        assertThat(entries(reader, "url.panosurl?sp=1&v=text"))
                .contains("http://port.example.test/a")
                .doesNotHaveDuplicates();
        assertThat(entries(reader, "objects.ndjson?n=1"))
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"");
        assertThat(new String(
                        fetch("/lists/watch/objects.csv?n=1", "Bearer " + reader)
                                .body(),
                        StandardCharsets.UTF_8))
                .startsWith("type,value,action,risk,expires_utc\r\n")
                .satisfies(csv -> assertThat(csv.lines()).hasSize(2));

        String whole = fetch("/lists/watch/ip.txt", "Bearer " + reader)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        String part = fetch("/lists/watch/ip.txt?n=2", "Bearer " + reader)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(part).isNotEqualTo(whole);
        assertThat(fetch("/lists/watch/ip.txt?n=2", "Bearer " + reader, "If-None-Match", part)
                        .statusCode())
                .isEqualTo(304);
        assertThat(fetch("/lists/watch/ip.txt?n=2", "Bearer " + reader, "If-None-Match", whole)
                        .statusCode())
                .isEqualTo(200);
        String proxied = whole.substring(0, whole.length() - 1) + "-gzip\"";
        assertThat(fetch("/lists/watch/ip.txt", "Bearer " + reader, "If-None-Match", proxied)
                        .statusCode())
                .isEqualTo(304);
        for (String odd : List.of("n=0", "n=x", "s=-1", "tr=3", "sp=maybe", "limit=5")) {
            HttpResponse<byte[]> refused = fetch("/lists/watch/ip.txt?" + odd, "Bearer " + reader);
            assertThat(refused.statusCode()).as(odd).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .as(odd)
                    .contains(odd.replaceAll("=.*", ""));
        }
        assertThat(fetch("/lists/watch/ip.txt?v=csv", "Bearer " + reader).statusCode())
                .isEqualTo(404);
        assertThat(fetch(FILE + "?n=1", "Bearer " + newToken("gate")).statusCode())
                .isEqualTo(400);
    }

    private static List<String> entries(String reader, String file) throws Exception {
        HttpResponse<byte[]> answer = fetch("/lists/watch/" + file, "Bearer " + reader);
        return new String(answer.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> answer.statusCode() == 200 && !line.startsWith("#") && !line.startsWith("{\"list\""))
                .toList();
    }

    @Test
    void nobody_can_let_everything_pass_or_block_everything() throws Exception {
        for (String all :
                new String[] {"*", "*/*", "*.*", "http://*", "http://*/", "https://*/*", "http://*.*/*", "http://?*/"
                }) {
            for (String list : new String[] {"exceptions", "user-defined"}) {
                HubUnderTest.Answer refused = hub.post("/api/v1/" + list, """
                        {"type": "url", "pattern": "%s", "value": "%s", "action": "block"}""".formatted(all, all));
                assertThat(refused.status())
                        .as(list + " " + all + ": " + refused.body())
                        .isEqualTo(400);
                assertThat(refused.body().path("detail").asText())
                        .as(list + " " + all)
                        .isNotBlank();
            }
        }
        define("http://after-the-stars.example.test/");
        listed("after-the-stars.example.test/");
        assertThat(text().lines()).noneMatch(line -> line.matches("[*?./]+"));
    }

    @Test
    void a_product_goes_from_file_to_subscription_and_back_by_its_row() throws Exception {
        String made = """
                {"name": "moved", "connector": "iwsva", "version": "6.5 SP2 Patch 1",
                 "settings": {"apiKey": "2123ABCD-0000-4000-8000-00000000CAFE"}}""";
        assertThat(hub.post("/api/v1/products", made).status()).isEqualTo(201);
        assertThat(hub.post("/api/v1/products/moved/list-token", null).status()).isEqualTo(409);

        row("iwsva-file");
        String moved = newToken("moved");
        await().atMost(SOON)
                .until(() -> fetch("/lists/moved/url-blocking.txt", "Bearer " + moved)
                                .statusCode()
                        == 200);
        row("");
        assertThat(fetch("/lists/moved/url-blocking.txt", "Bearer " + moved).statusCode())
                .isEqualTo(404);
        assertThat(hub.get("/api/v1/products/moved").body().path("files")).isEmpty();
    }

    @Test
    void the_hub_writes_only_into_a_folder_whose_path_means_nothing_else() throws Exception {
        for (String path : new String[] {"drop", "/tmp/../etc", "/tmp/x?fileExist=Append", "/tmp/{{env:HOME}}"}) {
            HubUnderTest.Answer refused = hub.post("/api/v1/products", """
                    {"name": "dropped", "connector": "sps",
                     "settings": {"apiKey": "3123ABCD-0000-4000-8000-00000000CAFE", "folder": "%s"}}""".formatted(path));
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.body().toString()).contains("'folder' is not a folder that can be used");
        }
    }

    @Test
    void a_folder_that_is_missing_is_told_and_what_it_lacks_arrives_once_it_is_there() throws Exception {
        Path drop = folder.resolve("drop");
        hub.post("/api/v1/products", """
                {"name": "dropping", "connector": "sps", "version": "3.3", "settings": {"row": "sps-file",
                 "apiKey": "4123ABCD-0000-4000-8000-00000000CAFE", "folder": "%s"}}""".formatted(drop));
        define("http://dropped.example.test/");
        await().atMost(SOON)
                .until(() -> hub.get("/api/v1/products/dropping").body().hasNonNull("lastError"));

        Files.createDirectory(drop);
        hub.post("/api/v1/products/dropping/sync", null);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(drop.resolve("sps-urls.txt")).content().contains("http://dropped.example.test/\n");
            assertThat(drop.resolve("sps-urls.csv")).content().contains("http://dropped.example.test/,block,,high\r\n");
            try (Stream<Path> there = Files.list(drop)) {
                assertThat(there).as("nothing else lies there").hasSize(2);
            }
            assertThat(hub.get("/api/v1/products/dropping")
                            .body()
                            .at("/files/0/placedAt")
                            .isNull())
                    .isFalse();
        });
    }

    @Test
    void the_hub_talks_to_no_server_that_it_cannot_tell_from_another() throws Exception {
        String key = "\"sftpHostKey\": \"" + FileServer.aHostKey() + "\"";
        String password = "\"sftpPassword\": \"p\"";
        String address = "\"sftp\": \"sftp://hub@127.0.0.1:1/import\"";
        refused(address + "," + password, "'sftpHostKey' is missing");
        refused(address + "," + key, "'sftpPassword' and 'sftpPrivateKey' are missing");
        refused(password + "," + key, "'sftp' is missing");
        refused(address + "," + password + ", \"sftpHostKey\": \"ssh-ed25519 AAAA\"", "is not a server's public key");
        refused(address + "," + key + ", \"sftpPrivateKey\": \"none\"", "is not a private key without a passphrase");
        for (String other : new String[] {
            "https://127.0.0.1/import",
            "sftp://hub:password@127.0.0.1/import",
            "sftp://127.0.0.1/import",
            "sftp://hub@127.0.0.1:65536/import",
            "sftp://hub@127.0.0.1/import/../../etc",
            "sftp://hub@127.0.0.1/*",
            "sftp://hub@127.0.0.1/import?strictHostKeyChecking=no"
        }) {
            refused("\"sftp\": \"" + other + "\"," + password + "," + key, "'sftp' is not an address of this kind");
        }
    }

    private static void refused(String settings, String reason) throws Exception {
        HubUnderTest.Answer refused = hub.post("/api/v1/products", """
                {"name": "refused", "connector": "sps",
                 "settings": {"apiKey": "5123ABCD-0000-4000-8000-00000000CAFE", %s}}""".formatted(settings));
        assertThat(refused.status()).as(settings).isEqualTo(400);
        assertThat(refused.body().toString()).contains(reason);
    }

    @Test
    void a_server_gets_each_content_once_and_after_it_died_the_one_that_it_lacks() throws Exception {
        Path root = Files.createDirectories(folder.resolve("server/import"));
        try (FileServer server = new FileServer(root.getParent(), SERVER_PASSWORD, true)) {
            server.meet(FileServer.Trouble.DIES);
            register(server);
            define("http://served.example.test/");
            await().atMost(SOON).until(() -> served().hasNonNull("lastError"));
            assertThat(served().path("lastError").asText()).startsWith("The connection to the server failed");
            assertThat(root.resolve("url-blocking.txt")).doesNotExist();

            server.meet(FileServer.Trouble.NONE);
            hub.post("/api/v1/products/served/sync", null);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(root.resolve("url-blocking.txt")).content().contains("\r\nserved.example.test/\r\n");
                assertThat(served().at("/files/0/placedAt").isNull()).isFalse();
            });
            int files = server.files();
            int leftOut = leftOut("served");
            define("http://not-in-the-served-file.example.test/x*y");
            await().atMost(SOON).until(() -> leftOut("served") == leftOut + 1);
            define("http://served-later.example.test/");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(root.resolve("url-blocking.txt"))
                            .content()
                            .contains("served-later.example.test/"));
            assertThat(server.files()).isEqualTo(files + 1);
        }
    }

    @Test
    void a_connection_test_tells_a_wrong_password_from_a_wrong_server_and_shows_no_secret() throws Exception {
        Path root = Files.createDirectories(folder.resolve("tested/import"));
        try (FileServer server = new FileServer(root.getParent(), SERVER_PASSWORD, true)) {
            register(server);
            JsonNode works = hub.post("/api/v1/products/served/test", null).body();
            assertThat(works.path("signedIn").asBoolean()).as(works.toString()).isTrue();
            assertThat(works.path("advice").asText()).isEqualTo("Nothing: it works.");

            JsonNode wrong = changed("\"sftpPassword\": \"another\"");
            assertThat(wrong.path("reachable").asBoolean()).isTrue();
            assertThat(wrong.path("signedIn").asBoolean(true)).isFalse();
            assertThat(wrong.path("words").asText()).startsWith("The server refused the credentials of hub");

            JsonNode other = changed("\"sftpHostKey\": \"" + FileServer.aHostKey() + "\"");
            assertThat(other.path("tls").asText()).isEqualTo("another host key");
            assertThat(other.path("signedIn").isNull()).isTrue();

            assertThat(served().at("/settings/sftpPassword").asText()).isEqualTo("set");
            HubUnderTest.Answer elsewhere = hub.call(
                    "PUT", "/api/v1/products/served", "{\"settings\": {\"sftp\": \"sftp://hub@127.0.0.1:1/import\"}}");
            assertThat(elsewhere.status()).isEqualTo(400);
            assertThat(elsewhere.body().toString()).contains("enter sftpPassword again");
        }
    }

    /** What a connection test says once this setting is another. */
    private static JsonNode changed(String setting) throws Exception {
        HubUnderTest.Answer changed = hub.call("PUT", "/api/v1/products/served", "{\"settings\": {" + setting + "}}");
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
        return hub.post("/api/v1/products/served/test", null).body();
    }

    private static void register(FileServer server) throws Exception {
        hub.call("DELETE", "/api/v1/products/served?holds=leave", null);
        HubUnderTest.Answer made =
                hub.post("/api/v1/products", """
                {"name": "served", "connector": "iwsva", "version": "6.5 SP2 Patch 1", "settings": {"row": "iwsva-file",
                 "apiKey": "6123ABCD-0000-4000-8000-00000000CAFE", "sftp": "sftp://hub@127.0.0.1:%d/import",
                 "sftpHostKey": "%s", "sftpPassword": "%s"}}""".formatted(server.port(), server.hostKey(), SERVER_PASSWORD));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    }

    private static JsonNode served() throws Exception {
        return hub.get("/api/v1/products/served").body();
    }

    private static int leftOut() throws Exception {
        return leftOut("gate");
    }

    private static int leftOut(String product) throws Exception {
        return hub.get("/api/v1/products/" + product)
                .body()
                .at("/files/0/leftOut")
                .path(STARRED)
                .asInt();
    }

    private static void row(String row) throws Exception {
        HubUnderTest.Answer changed =
                hub.call("PUT", "/api/v1/products/moved", "{\"settings\": {\"row\": \"" + row + "\"}}");
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
    }

    private static String newToken(String product) throws Exception {
        HubUnderTest.Answer made = hub.post("/api/v1/products/" + product + "/list-token", null);
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        assertThat(made.body().path("paths").get(0).asText()).startsWith("/lists/" + product + "/");
        return made.body().path("token").asText();
    }

    private static void define(String url) throws Exception {
        HubUnderTest.Answer made = hub.post(
                "/api/v1/user-defined", "{\"type\": \"url\", \"value\": \"" + url + "\", \"action\": \"block\"}");
        assertThat(made.status()).as(made.body().toString()).isLessThan(300);
    }

    private static void distribute(boolean on) {
        database.jdbc().sql("update distribution set enabled = ?").param(on).update();
    }

    private static void listed(String line) {
        await().atMost(SOON).until(() -> text().contains("\r\n" + line + "\r\n"));
    }

    private static String text() throws Exception {
        HttpResponse<byte[]> answer = fetch(FILE, "Bearer " + token);
        return new String(answer.body(), StandardCharsets.US_ASCII);
    }

    private static JsonNode story(String url) throws Exception {
        return hub.get("/api/v1/story?type=url&value=" + ManagedHub.encoded(url))
                .body();
    }

    private static JsonNode place(String url) throws Exception {
        for (JsonNode place : story(url).path("places")) {
            if (place.path("product").asText().equals("gate")) {
                return place;
            }
        }
        throw new AssertionError("The story has no place for this product");
    }

    private static HttpResponse<byte[]> fetch(String path, String authorization, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, authorization);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hub.url() + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }
}
