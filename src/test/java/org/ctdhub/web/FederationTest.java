// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ctdhub.web.Federated.arrives;
import static org.ctdhub.web.Federated.fresh;
import static org.ctdhub.web.Federated.line;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.ctdhub.auth.DtasSignature;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hub and two edges: what goes over the link in which direction, and what never does. */
class FederationTest {

    private static final Duration SOON = Federated.SOON;
    private static Federated all;

    @BeforeAll
    static void start() {
        all = new Federated(2);
        all.settle();
    }

    @AfterAll
    static void stop() throws IOException {
        all.close();
    }

    @Test
    void what_one_edge_finds_is_enforced_behind_the_hub_and_behind_every_edge() throws Exception {
        String url = fresh();
        all.edge(0).report("sandbox", ManagedHub.found(ObjectType.URL, url));

        arrives(all.hub, url, "va:block/3 ud:-");
        arrives(all.edge(1), url, "va:block/3 ud:-");
        JsonNode origins = all.hub.story("url", url).path("origins");
        assertThat(ManagedHub.texts(origins, "manager"))
                .singleElement()
                .asString()
                .contains(all.edge(0).bean(HubIdentity.class).origin().toString());

        all.edge(0).report("sandbox", ManagedHub.takenBack(ObjectType.URL, url));
        arrives(all.edge(1), url, "");
        arrives(all.hub, url, "");
    }

    @Test
    void an_edge_names_the_hub_in_the_story_of_what_came_from_there() throws Exception {
        String url = fresh();
        all.hub.report("sandbox", ManagedHub.found(ObjectType.URL, url));
        arrives(all.edge(0), url, "va:block/3 ud:-");

        JsonNode story = all.edge(0).story("url", url);
        assertThat(ManagedHub.texts(story.path("origins"), "manager"))
                .containsExactly("hub " + all.wires.get(0).url());
        assertThat(ManagedHub.texts(story.path("events"), "kind")).contains("received", "listed");
    }

    @Test
    void the_hubs_decision_about_an_edges_own_finding_arrives_there_and_an_edge_can_decide_nothing() throws Exception {
        String url = fresh();
        all.edge(0).report("sandbox", ManagedHub.found(ObjectType.URL, url));
        arrives(all.hub, url, "va:block/3 ud:-");

        Answer refused = all.edge(0)
                .call(
                        "POST",
                        "/api/v1/decisions",
                        "{\"objects\":[{\"type\":\"url\",\"value\":\"" + url + "\"}],\"action\":\"log\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("detail").asText()).contains("hub").contains("Change it there");

        all.hub.decide("url", url, "\"action\":\"log\"");
        arrives(all.edge(0), url, "va:log/3 ud:-");
        arrives(all.edge(1), url, "va:log/3 ud:-");

        all.hub.decide("url", url, "\"hold\":true");
        arrives(all.edge(0), url, "");
        all.hub.decide("url", url, "\"hold\":false");
        arrives(all.edge(0), url, "va:log/3 ud:-");

        all.hub.decide("url", url, "\"expiresAt\":\"now\"");
        arrives(all.edge(0), url, "");
        arrives(all.edge(1), url, "");
        arrives(all.hub, url, "");
    }

    @Test
    void what_people_listed_at_the_hub_raises_an_edges_own_finding_until_it_goes_and_never_travels_up()
            throws Exception {
        String url = fresh();
        all.edge(0)
                .report(
                        "sandbox",
                        ManagedHub.found(
                                ObjectType.URL, url, Risk.LOW, Instant.now().plus(Duration.ofDays(9))));
        arrives(all.hub, url, "va:block/1 ud:-");
        define(all.edge(0), url, "log");
        arrives(all.edge(0), url, "va:block/1 ud:log");

        define(all.hub, url, "block");
        arrives(all.edge(0), url, "va:block/3 ud:block");
        assertThat(line(all.hub, url)).isEqualTo("va:block/1 ud:block");

        assertThat(all.hub.call("DELETE", path(url), null).status()).isLessThan(300);
        arrives(all.edge(0), url, "va:block/1 ud:log");
        assertThat(line(all.hub, url)).isEqualTo("va:block/1 ud:-");
    }

    private static String path(String url) {
        return "/api/v1/user-defined?type=url&value=" + ManagedHub.encoded(url);
    }

    private static void define(ManagedHub manager, String url, String action) throws Exception {
        manager.post(
                "/api/v1/user-defined",
                "{\"type\":\"url\",\"value\":\"" + url + "\",\"action\":\"" + action + "\",\"notes\":\"ours alone\"}",
                200,
                201);
    }

    @Test
    void exceptions_travel_down_only_and_an_edge_cannot_take_the_hubs_away() throws Exception {
        String url = fresh();
        all.edge(0).report("sandbox", ManagedHub.found(ObjectType.URL, url));
        arrives(all.edge(1), url, "va:block/3 ud:-");

        JsonNode made = all.hub.post("/api/v1/exceptions", "{\"type\":\"url\",\"pattern\":\"" + url + "\"}", 200, 201);
        arrives(all.edge(0), url, "");
        arrives(all.edge(1), url, "");
        long there = all.edge(0)
                .database()
                .jdbc()
                .sql("select id from exception where present and pattern = ?")
                .param(url)
                .query(Long.class)
                .single();
        Answer refused = all.edge(0).call("DELETE", "/api/v1/exceptions/" + there, null);
        assertThat(refused.status()).isEqualTo(409);

        all.hub.call("DELETE", "/api/v1/exceptions/" + made.path("id").asLong(), null);
        arrives(all.edge(0), url, "va:block/3 ud:-");

        all.edge(0).post("/api/v1/exceptions", "{\"type\":\"url\",\"pattern\":\"" + url + "\"}", 200, 201);
        arrives(all.edge(0), url, "");
        all.settle();
        assertThat(line(all.hub, url)).isEqualTo("va:block/3 ud:-");
    }

    @Test
    void a_hub_takes_what_an_edge_found_itself_and_skips_the_rest() throws Exception {
        UUID client = UUID.randomUUID();
        String own = fresh();
        assertThat(signed("GET", "register", Federated.EDGE_KEY, client, Map.of("Role", "edge"), "")
                        .statusCode())
                .isEqualTo(200);
        String body = "<Return><REPORTS>"
                + record(1, own, "va", client)
                + record(2, fresh(), "user", client)
                + record(3, fresh(), "va", UUID.randomUUID())
                + "</REPORTS></Return>";

        HttpResponse<String> answer = signed("PUT", "upload_black_lists", Federated.EDGE_KEY, client, Map.of(), body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<Return><LastID>3</LastID></Return>");
        assertThat(line(all.hub, own)).isEqualTo("va:block/3 ud:-");
        JsonNode line = all.line(client);
        assertThat(line.path("skipped").asInt()).isEqualTo(2);

        all.hub.post("/api/v1/federation/edges/" + line.path("id").asInt() + "/revoke", "", 200);
        HttpResponse<String> revoked = signed("PUT", "upload_black_lists", Federated.EDGE_KEY, client, Map.of(), body);
        assertThat(revoked.statusCode()).isEqualTo(403);
        HttpResponse<String> again = signed("GET", "register", Federated.EDGE_KEY, client, Map.of("Role", "edge"), "");
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("revoked");
        assertThat(line(all.hub, own)).as("stays until it expires").isEqualTo("va:block/3 ud:-");
    }

    @Test
    void a_product_can_bring_nothing_and_an_edge_with_a_products_key_waits() throws Exception {
        UUID product = UUID.randomUUID();
        signed("GET", "register", Federated.PRODUCT_KEY, product, Map.of(), "");
        assertThat(signed(
                                "PUT",
                                "upload_black_lists",
                                Federated.PRODUCT_KEY,
                                product,
                                Map.of(),
                                "<Return><REPORTS/></Return>")
                        .statusCode())
                .isEqualTo(403);
        assertThat(signed("GET", "get_digests", Federated.PRODUCT_KEY, product, Map.of(), "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(signed("GET", "get_black_lists", Federated.PRODUCT_KEY, product, Map.of("Wait", "30"), "")
                        .statusCode())
                .as("answered at once")
                .isEqualTo(200);

        UUID stranger = UUID.randomUUID();
        signed("GET", "register", Federated.PRODUCT_KEY, stranger, Map.of("Role", "edge"), "");
        assertThat(all.line(stranger).path("state").asText()).isEqualTo("waiting");
        HttpResponse<String> refused = signed(
                "PUT", "upload_black_lists", Federated.PRODUCT_KEY, stranger, Map.of(), "<Return><REPORTS/></Return>");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(signed("GET", "get_black_lists", Federated.PRODUCT_KEY, stranger, Map.of(), "")
                        .body())
                .isEqualTo("<Return><REPORTS/></Return>");
        all.hub.post("/api/v1/federation/edges/" + all.line(stranger).path("id").asInt() + "/revoke", "", 200);
    }

    @Test
    void an_answer_is_held_back_until_there_is_news() throws Exception {
        UUID client = registered();
        var held = held(client);
        String url = fresh();

        assertThat(held.isDone()).isFalse();
        all.hub.report("sandbox", ManagedHub.found(ObjectType.URL, url));

        await().atMost(Duration.ofSeconds(20)).until(held::isDone);
        assertThat(held.get().body())
                .contains("<Data>" + url + "</Data>")
                .contains("<List>va</List><OriginID>"
                        + all.hub.bean(HubIdentity.class).origin() + "</OriginID>");
        revoke(client);
    }

    @Test
    void who_is_revoked_while_an_answer_is_held_back_hears_nothing_more() throws Exception {
        UUID client = registered();
        var held = held(client);
        revoke(client);

        all.hub.report("sandbox", ManagedHub.found(ObjectType.URL, fresh()));

        await().atMost(Duration.ofSeconds(20)).until(held::isDone);
        assertThat(held.get().statusCode()).isEqualTo(403);
    }

    private static UUID registered() throws Exception {
        UUID client = UUID.randomUUID();
        signed("GET", "register", Federated.EDGE_KEY, client, Map.of("Role", "edge"), "");
        return client;
    }

    private static void revoke(UUID client) throws Exception {
        all.hub.post("/api/v1/federation/edges/" + all.line(client).path("id").asInt() + "/revoke", "", 200);
    }

    /** An edge's question for what comes after all that is there. */
    private static CompletableFuture<HttpResponse<String>> held(UUID client) throws Exception {
        long head = all.hub
                .database()
                .jdbc()
                .sql("select link_head()")
                .query(Long.class)
                .single();
        Map<String, String> headers = Map.of("LastQueryID", String.valueOf(head), "Wait", "55");
        CompletableFuture<HttpResponse<String>> held = HttpClient.newHttpClient()
                .sendAsync(
                        request("GET", "get_black_lists", Federated.EDGE_KEY, client, headers, ""),
                        BodyHandlers.ofString());
        await().atMost(SOON)
                .until(() -> all.hub
                        .database()
                        .jdbc()
                        .sql("select count(*) = 2 from challenge where client = ?") // it registered, and asked
                        .param(client)
                        .query(Boolean.class)
                        .single());
        return held;
    }

    @Test
    void one_lost_row_is_found_by_its_digest_and_little_is_sent_again() throws Exception {
        List<org.ctdhub.registry.Report> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(ManagedHub.found(ObjectType.DOMAIN, "d" + i + ".example.test"));
        }
        all.hub.report("sandbox", many.toArray(org.ctdhub.registry.Report[]::new));
        await().atMost(SOON)
                .until(() -> !line(all.edge(0), "d1999.example.test").isEmpty());
        all.settle();
        long before = all.line(0).path("recordsOut").asLong();

        all.edge(0).database().jdbc().sql("""
                with lost as (delete from entry e using object o
                               where o.id = e.object_id and o.value = 'd777.example.test' returning e.object_id)
                select relist(array(select object_id from lost), now())""").query(rs -> {});
        assertThat(line(all.edge(0), "d777.example.test")).isEmpty();
        all.edge(0).post("/api/v1/federation/sync", "", 200);

        arrives(all.edge(0), "d777.example.test", "va:block/3 ud:-");
        all.settle();
        assertThat(all.line(0).path("recordsOut").asLong() - before).isBetween(1L, 40L);
    }

    private static String record(int id, String url, String list, UUID origin) {
        return "<REPORT><ID>" + id + "</ID><Action>1</Action><Type>1</Type><Data>" + url
                + "</Data><ExpireTime>1896048000</ExpireTime><RiskLevel>3</RiskLevel><List>" + list
                + "</List><OriginID>"
                + origin + "</OriginID><OriginSeq>" + id + "</OriginSeq></REPORT>";
    }

    private static HttpResponse<String> signed(
            String method, String service, String key, UUID client, Map<String, String> more, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request(method, service, key, client, more, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(
            String method, String service, String key, UUID client, Map<String, String> more, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-DTAS-ProtocolVersion", "1.5");
        headers.put("X-DTAS-ClientUUID", client.toString());
        more.forEach((name, value) -> headers.put("X-DTAS-" + name, value));
        headers.put("X-DTAS-Time", String.valueOf(Instant.now().getEpochSecond()));
        headers.put("X-DTAS-Challenge", UUID.randomUUID().toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(all.hub.url() + "/web_service/sample_upload/" + service))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        DtasSignature.sign(key, headers, body.getBytes(StandardCharsets.UTF_8)).forEach(request::header);
        if (!body.isEmpty()) {
            request.header("Content-Type", "text/xml");
        }
        return request.build();
    }
}
