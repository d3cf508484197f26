// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.registry.ProductSettings;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Products over the API, as an operator registers, changes and removes them while two nodes run on one database. */
class ProductsApiTest {

    private static final String PRODUCTS = "/api/v1/products";
    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final String WRONG_KEY = "99999999-0000-4000-8000-00000000CAFE";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static TestDatabase database;
    private static HubUnderTest hub;
    private static HubUnderTest other;
    private static SandboxSimulator sandbox;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        sandbox = new SandboxSimulator(KEY);
        sandbox.start();
        String[] settings = {
            "--ctd.secrets.key=first-key-of-the-test",
            "--ctd.preset=block",
            "--ctd.products.fixed.connector=sps",
            "--ctd.products.fixed.settings.apiKey=" + KEY
        };
        hub = new HubUnderTest(database, settings);
        other = new HubUnderTest(database, settings);
    }

    @AfterAll
    static void stop() {
        other.close();
        hub.close();
        sandbox.close();
        database.close();
    }

    private static String box(String name, String key) {
        return "{\"name\":\"" + name
                + "\",\"connector\":\"ddan\",\"version\":\"6.8\",\"every\":\"500ms\",\"settings\":{" + "\"url\":\""
                + sandbox.url() + "\",\"apiKey\":\"" + key + "\"}}";
    }

    @Test
    void a_registered_product_is_answered_with_its_secret_hidden_and_its_address_warned_about() throws Exception {
        Answer made = hub.post(PRODUCTS, box("box-shown", KEY));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.etag()).isNotNull();
        assertThat(made.body().path("source").asText()).isEqualTo("registered");
        assertThat(made.body().path("settings").path("apiKey").asText()).isEqualTo("set");
        assertThat(made.body().path("settings").path("url").asText())
                .isEqualTo(sandbox.url().toString());
        assertThat(made.body().path("every").asText()).isEqualTo("500ms");
        assertThat(made.body().path("problems")).isEmpty();
        assertThat(texts(made.body().path("warnings")))
                .singleElement()
                .asString()
                .contains("http");
        assertThat(hub.get(PRODUCTS).body().toString()).doesNotContain(KEY);
        assertThat(stored()).doesNotContain(KEY);
    }

    @Test
    void an_unknown_version_is_warned_about_with_the_row_that_counts() throws Exception {
        Answer made = hub.post(
                PRODUCTS,
                "{\"name\":\"rules-new\",\"connector\":\"ds\",\"version\":\"newest\",\"settings\":{\"url\":"
                        + "\"https://127.0.0.1:9\",\"apiKey\":\"k\"}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(texts(made.body().path("warnings")))
                .singleElement()
                .asString()
                .contains("ds-rules")
                .contains("12.0");
        hub.call("DELETE", PRODUCTS + "/rules-new", null);
    }

    @Test
    void everything_that_is_wrong_with_a_registration_is_told_at_once() throws Exception {
        Answer refused = hub.post(
                PRODUCTS,
                "{\"name\":\"Box 1\",\"connector\":\"ddan\",\"version\":\"5.0\",\"every\":\"soon\","
                        + "\"settings\":{\"colour\":\"red\",\"url\":\"ftp://x\"}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(texts(refused.body().path("problems")))
                .hasSize(6)
                .anyMatch(problem -> problem.contains("'every'"))
                .anyMatch(problem -> problem.contains("name"))
                .anyMatch(problem -> problem.contains("'colour'"))
                .anyMatch(problem -> problem.contains("'url'"))
                .anyMatch(problem -> problem.contains("'apiKey' is missing"))
                .anyMatch(problem -> problem.contains("from 5.5"));
    }

    @Test
    void an_unknown_connector_is_refused_with_the_names_that_there_are() throws Exception {
        Answer refused = hub.post(PRODUCTS, "{\"name\":\"x\",\"connector\":\"colour\",\"settings\":{}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("detail").asText()).contains("'colour'", "ddan", "ds", "sps");
    }

    @Test
    void a_name_that_is_taken_is_refused() throws Exception {
        hub.post(PRODUCTS, box("box-twice", KEY));

        assertThat(hub.post(PRODUCTS, box("box-twice", KEY)).status()).isEqualTo(409);
        assertThat(hub.post(PRODUCTS, box("fixed", KEY)).status()).isEqualTo(409);
    }

    @Test
    void a_product_of_the_configuration_is_shown_and_can_not_be_changed() throws Exception {
        Answer shown = hub.get(PRODUCTS + "/fixed");

        assertThat(shown.body().path("source").asText()).isEqualTo("configuration");
        assertThat(shown.body().path("settings").path("apiKey").asText()).isEqualTo("set");
        assertThat(hub.call("PUT", PRODUCTS + "/fixed", "{}").status()).isEqualTo(409);
        Answer refused = hub.call("DELETE", PRODUCTS + "/fixed", null);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("detail").asText()).contains("ctd.products.fixed");
    }

    @Test
    void an_edit_keeps_the_secret_that_it_does_not_name_and_refuses_a_stale_revision() throws Exception {
        Answer made = hub.post(PRODUCTS, box("box-edit", KEY));

        Answer edited = hub.call(
                "PUT",
                PRODUCTS + "/box-edit",
                "{\"version\":\"7.0\",\"settings\":{\"apiKey\":\"set\"}}",
                "If-Match",
                made.etag());
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.body().path("version").asText()).isEqualTo("7.0");
        assertThat(edited.etag()).isNotEqualTo(made.etag());
        assertThat(hub.call("PUT", PRODUCTS + "/box-edit", "{\"version\":\"7.1\"}", "If-Match", made.etag())
                        .status())
                .isEqualTo(412);
        assertThat(hub.call("DELETE", PRODUCTS + "/box-edit", null, "If-Match", made.etag())
                        .status())
                .isEqualTo(412);
        assertThat(hub.post(PRODUCTS + "/box-edit/test", null)
                        .body()
                        .path("signedIn")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void an_edit_may_not_turn_a_product_into_another() throws Exception {
        hub.post(PRODUCTS, box("box-same", KEY));

        assertThat(hub.call("PUT", PRODUCTS + "/box-same", "{\"connector\":\"ds\"}")
                        .status())
                .isEqualTo(400);
        assertThat(hub.call("PUT", PRODUCTS + "/box-same", "{\"settings\":{\"url\":\"nowhere\"}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void what_is_not_there_is_not_found() throws Exception {
        assertThat(hub.get(PRODUCTS + "/nobody").status()).isEqualTo(404);
        assertThat(hub.post(PRODUCTS + "/nobody/sync", null).status()).isEqualTo(404);
        assertThat(hub.call("DELETE", PRODUCTS + "/nobody", null).status()).isEqualTo(404);
    }

    @Test
    void every_node_follows_a_registration_its_change_and_its_removal() throws Exception {
        hub.post(PRODUCTS, box("box-nodes", KEY));
        assertThat(routes(hub)).contains("box-nodes.collect", "box-nodes.answer", "box-nodes.check");
        await().atMost(SOON).until(() -> routes(other).contains("box-nodes.collect"));

        other.post(PRODUCTS + "/box-nodes/disable", null);
        assertThat(routes(other)).noneMatch(id -> id.startsWith("box-nodes."));
        await().atMost(SOON).until(() -> routes(hub).stream().noneMatch(id -> id.startsWith("box-nodes.")));
        assertThat(metrics(hub)).doesNotContain("box-nodes.collect");

        hub.post(PRODUCTS + "/box-nodes/enable", null);
        assertThat(routes(hub)).contains("box-nodes.collect");
        Answer removed = hub.call("DELETE", PRODUCTS + "/box-nodes", null);
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body().path("stays").asText()).contains("expires");
        assertThat(routes(hub)).noneMatch(id -> id.startsWith("box-nodes."));
        await().atMost(SOON).until(() -> routes(other).stream().noneMatch(id -> id.startsWith("box-nodes.")));
        assertThat(hub.get(PRODUCTS + "/box-nodes").status()).isEqualTo(404);
    }

    @Test
    void a_removed_name_can_be_used_again_even_for_another_kind() throws Exception {
        hub.post(PRODUCTS, box("again", KEY));
        hub.call("DELETE", PRODUCTS + "/again", null);
        assertThat(hub.post(PRODUCTS, box("again", KEY)).status()).isEqualTo(201);
        hub.call("DELETE", PRODUCTS + "/again", null);

        Answer other = hub.post(
                PRODUCTS, "{\"name\":\"again\",\"connector\":\"sps\",\"settings\":{\"apiKey\":\"" + WRONG_KEY + "\"}}");

        assertThat(other.status()).isEqualTo(201);
        assertThat(hub.get(PRODUCTS + "/again").body().path("connector").asText())
                .isEqualTo("sps");
    }

    @Test
    void no_secret_stands_in_a_metric_a_story_or_what_else_is_told_of_a_product() throws Exception {
        String story = "/api/v1/story?type=url&value=http://silent.example.test/x";
        sandbox.add(List.of(Finding.of("url", "http://silent.example.test/x", "high")));
        hub.post(PRODUCTS, box("box-silent", KEY));
        hub.post(PRODUCTS, box("box-locked", WRONG_KEY));
        Answer locked = hub.post(PRODUCTS + "/box-locked/test", null);
        assertThat(locked.body().path("signedIn").asBoolean(true)).isFalse();
        await().atMost(SOON)
                .until(() -> hub.get(story).body().path("reports").toString().contains("box-silent"));

        assertThat(locked.body().toString()).doesNotContain(KEY, WRONG_KEY);
        for (String told : List.of(story, PRODUCTS, PRODUCTS + "/box-locked", "/api/v1/connectors", "/api/v1/tasks")) {
            Answer answer = hub.get(told);
            assertThat(answer.status()).as(told).isEqualTo(200);
            assertThat(answer.body().toString()).as(told).doesNotContain(KEY, WRONG_KEY);
        }
        assertThat(metrics(hub)).contains("box-silent", "box-locked").doesNotContain(KEY, WRONG_KEY);
        hub.call("DELETE", PRODUCTS + "/box-locked", null);
    }

    @Test
    void a_consumer_at_another_address_gets_everything_anew() throws Exception {
        String sha256 = "a".repeat(60) + "4711";
        String sha1 = "%040x".formatted(4711);
        hub.post(PRODUCTS, box("box-feed", KEY));
        sandbox.add(List.of(Finding.of("file_sha1", sha1, "high").withSha256(sha256)));
        try (RuleManagerSimulator first = new RuleManagerSimulator("2:one", "2:x");
                RuleManagerSimulator second = new RuleManagerSimulator("2:one", "2:x")) {
            first.start();
            second.start();
            hub.post(
                    PRODUCTS,
                    "{\"name\":\"rules-moved\",\"connector\":\"ds\",\"version\":\"20.0\",\"settings\":{\"url\":\""
                            + first.url() + "\",\"apiKey\":\"2:one\"}}");
            await().atMost(SOON).until(() -> holds(first, sha256));

            assertThat(hub.call("PUT", PRODUCTS + "/rules-moved", "{\"settings\":{\"url\":\"" + second.url() + "\"}}")
                            .body()
                            .path("detail")
                            .asText())
                    .contains("enter apiKey again");
            hub.call(
                    "PUT",
                    PRODUCTS + "/rules-moved",
                    "{\"settings\":{\"url\":\"" + second.url() + "\",\"apiKey\":\"2:one\"}}");

            await().atMost(SOON).until(() -> holds(second, sha256));
            hub.call("DELETE", PRODUCTS + "/rules-moved", null);
        }
    }

    @Test
    void a_connection_test_says_what_is_the_matter() throws Exception {
        hub.post(PRODUCTS, box("box-locked", WRONG_KEY));
        JsonNode locked = hub.post(PRODUCTS + "/box-locked/test", null).body();
        assertThat(locked.path("reachable").asBoolean()).isTrue();
        assertThat(locked.path("signedIn").isBoolean()).isTrue();
        assertThat(locked.path("signedIn").asBoolean()).isFalse();
        assertThat(locked.path("words").asText()).startsWith("HTTP 401");
        assertThat(locked.path("advice").asText()).contains("key");

        hub.call("PUT", PRODUCTS + "/box-locked", elsewhere("http://127.0.0.1:9"));
        JsonNode away = hub.post(PRODUCTS + "/box-locked/test", null).body();
        assertThat(away.path("reachable").asBoolean()).isFalse();
        assertThat(away.path("words").asText()).isEqualTo("refused");

        String plain = sandbox.url().toString().replace("http:", "https:");
        hub.call("PUT", PRODUCTS + "/box-locked", elsewhere(plain));
        JsonNode untrusted = hub.post(PRODUCTS + "/box-locked/test", null).body();
        assertThat(untrusted.path("reachable").asBoolean()).isFalse();
        assertThat(untrusted.path("tls").asText()).startsWith("certificate:");

        hub.post(PRODUCTS + "/box-locked/disable", null);
        assertThat(hub.post(PRODUCTS + "/box-locked/test", null).status()).isEqualTo(409);
        assertThat(hub.post(PRODUCTS + "/box-locked/sync", null).status()).isEqualTo(409);
    }

    private static String elsewhere(String url) {
        return "{\"settings\":{\"url\":\"" + url + "\",\"apiKey\":\"" + WRONG_KEY + "\"}}";
    }

    @Test
    void sync_makes_a_product_due_at_once() throws Exception {
        hub.post(PRODUCTS, box("box-slow", KEY).replace("500ms", "24h"));
        await().atMost(SOON).until(() -> !lastSuccess("box-slow").isEmpty());
        String before = lastSuccess("box-slow");

        assertThat(hub.post(PRODUCTS + "/box-slow/sync", null).status()).isEqualTo(202);

        await().atMost(SOON).until(() -> !lastSuccess("box-slow").equals(before));
    }

    @Test
    void secrets_under_an_older_key_are_sealed_anew_at_start() throws Exception {
        hub.post(PRODUCTS, box("box-sealed", KEY));
        byte[] before = sealed("box-sealed");

        try (HubUnderTest next = new HubUnderTest(
                database,
                "--ctd.secrets.key=second-key-of-the-test",
                "--ctd.secrets.older-keys[0]=first-key-of-the-test",
                "--ctd.products.fixed.connector=sps",
                "--ctd.products.fixed.settings.apiKey=" + KEY)) {
            assertThat(sealed("box-sealed")).isNotEqualTo(before);
            assertThat(next.post(PRODUCTS + "/box-sealed/test", null)
                            .body()
                            .path("signedIn")
                            .asBoolean())
                    .isTrue();
        } finally {
            try (HubUnderTest back = new HubUnderTest(
                    database,
                    "--ctd.secrets.key=first-key-of-the-test",
                    "--ctd.secrets.older-keys[0]=second-key-of-the-test",
                    "--ctd.products.fixed.connector=sps",
                    "--ctd.products.fixed.settings.apiKey=" + KEY)) {
                assertThat(back.context().getBean(ProductSettings.class)).isNotNull();
            }
        }
    }

    @Test
    void without_a_key_for_secrets_nothing_is_kept_and_one_is_told_why() throws Exception {
        try (TestDatabase empty = TestDatabase.migrated();
                HubUnderTest bare = new HubUnderTest(empty)) {
            Answer refused = bare.post(PRODUCTS, box("box", KEY));

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().path("detail").asText()).contains("CTD_SECRETS_KEY");
            assertThat(bare.get(PRODUCTS).body()).isEmpty();
        }
    }

    @Test
    void a_broken_file_is_shown_on_the_products_that_need_it_and_hurts_no_other(@TempDir Path connectors)
            throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("connectors"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = connectors.resolve(Path.of("connectors").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path broken = connectors.resolve("ds/deliver.kamelet.yaml");
        Files.writeString(broken, Files.readString(broken).replace("removeHeaders:", "removeHaeders:"));
        try (TestDatabase own = TestDatabase.migrated();
                HubUnderTest bent =
                        new HubUnderTest(own, "--ctd.connectors=" + connectors, "--ctd.secrets.key=a-key")) {
            Answer hurt = bent.post(
                    PRODUCTS,
                    "{\"name\":\"rules\",\"connector\":\"ds\",\"settings\":{\"url\":\"http://127.0.0.1:9\",\"apiKey\":\"k\"}}");
            Answer sound = bent.post(PRODUCTS, box("box", KEY));

            assertThat(hurt.status()).isEqualTo(201);
            assertThat(texts(hurt.body().path("problems")))
                    .anyMatch(problem -> problem.contains("deliver.kamelet.yaml:"));
            assertThat(routes(bent)).contains("rules.check").doesNotContain("rules.deliver");
            assertThat(sound.body().path("problems")).isEmpty();
            await().atMost(SOON)
                    .until(() -> bent.get(PRODUCTS + "/box")
                            .body()
                            .path("lastSuccessAt")
                            .isTextual());
        }
    }

    @Test
    void the_kinds_of_product_are_described_for_a_form() throws Exception {
        JsonNode kinds = hub.get("/api/v1/connectors").body();

        JsonNode rules = StreamSupport.stream(kinds.spliterator(), false)
                .filter(kind -> kind.path("folder").asText().equals("ds"))
                .findFirst()
                .orElseThrow();
        assertThat(texts(rules.path("roles"))).containsExactly("consumer");
        assertThat(rules.path("settings").findValuesAsText("name"))
                .containsExactly(
                        "url", "apiKey", "sps", "certificate", "row", "types", "userDefinedFiles", "least", "limit");
        assertThat(rules.path("settings").get(1).path("secret").asBoolean()).isTrue();
        assertThat(rules.path("takes").get(0).path("from").asText()).isEqualTo("12.0");
        assertThat(texts(rules.path("takes")
                        .get(0)
                        .path("types")
                        .path("file_sha256")
                        .path("actions")))
                .containsExactly("block");
        assertThat(kinds.findValuesAsText("folder")).doesNotContain("_example");
    }

    private static boolean holds(RuleManagerSimulator rules, String sha256) {
        return rules.objects().stream().map(LabObject::value).anyMatch(sha256::equals);
    }

    private static List<String> routes(HubUnderTest node) {
        return node.context().getBean(CamelContext.class).getRoutes().stream()
                .map(Route::getId)
                .toList();
    }

    private static String metrics(HubUnderTest node) throws Exception {
        return new String(
                java.net
                        .URI
                        .create(node.url() + "/actuator/prometheus")
                        .toURL()
                        .openStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    private static String lastSuccess(String name) throws Exception {
        return hub.get(PRODUCTS + "/" + name).body().path("lastSuccessAt").asText("");
    }

    private static String stored() {
        return JdbcClient.create(database.dataSource())
                .sql("select coalesce(string_agg(s::text, ' '), '') from product_setting s")
                .query(String.class)
                .single();
    }

    private static byte[] sealed(String product) {
        return JdbcClient.create(database.dataSource())
                .sql("select sealed from product_setting s join product p on p.id = s.product_id"
                        + " where p.name = ? and s.sealed is not null")
                .param(product)
                .query(byte[].class)
                .single();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
