// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ctdhub.web.ManagedHub.SOON;
import static org.ctdhub.web.ManagedHub.found;
import static org.ctdhub.web.ManagedHub.takenBack;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.Subscriber;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.BrakeException;
import org.ctdhub.registry.Report;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is held because it looks like a mistake, the emergency stop, and the test of the whole chain. */
class BrakesApiTest {

    private static final String BOX_KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final String READER_KEY = "22222222-0000-4000-8000-00000000CAFE";

    private static SandboxSimulator sandbox;
    private static ManagedHub hub;
    private static Subscriber reader;

    @BeforeAll
    static void start() throws Exception {
        sandbox = new SandboxSimulator(BOX_KEY);
        sandbox.start();
        hub = new ManagedHub(
                "--ctd.brakes.arrivals=300",
                "--ctd.brakes.withdrawals=10",
                "--ctd.products.box.connector=ddan",
                "--ctd.products.box.every=300ms",
                "--ctd.products.box.settings.url=" + sandbox.url(),
                "--ctd.products.box.settings.apiKey=" + BOX_KEY,
                "--ctd.products.urls.connector=sps",
                "--ctd.products.urls.settings.apiKey=" + READER_KEY);
        reader = new Subscriber(
                URI.create(hub.url()), READER_KEY, UUID.randomUUID(), "reader", Set.of("url"), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        hub.close();
        sandbox.close();
    }

    private static JsonNode brake(String product) {
        return await().atMost(SOON)
                .until(
                        () -> StreamSupport.stream(
                                        hub.get("/api/v1/brakes").body().spliterator(), false)
                                .filter(brake -> brake.path("product").asText().equals(product))
                                .findFirst()
                                .orElse(null),
                        brake -> brake != null);
    }

    private static Report[] many(int count, IntFunction<Report> report) {
        return IntStream.range(0, count).mapToObj(report).toArray(Report[]::new);
    }

    /** What the reader enforces after asking again. */
    private static List<String> enforced() {
        reader.round();
        assertThat(reader.lastError()).isEmpty();
        return reader.objects().stream().map(LabObject::value).toList();
    }

    @Test
    void a_producer_that_brings_a_flood_is_held_and_goes_on_with_all_of_it_when_it_is_released() throws Exception {
        sandbox.add(IntStream.range(0, 400)
                .mapToObj(i -> Finding.of("domain", "flood" + i + ".flood.example.test", "high"))
                .toList());

        JsonNode brake = brake("box");

        assertThat(brake.path("kind").asText()).isEqualTo("mass_arrival");
        assertThat(brake.path("reason").asText()).contains("more than 300").contains("until somebody lets it go on");
        assertThat(brake.path("releasedAt").isNull()).isTrue();
        assertThat(hub.values("text=.flood.example.test&limit=1000")).hasSizeLessThanOrEqualTo(300);

        assertThat(hub.call("POST", "/api/v1/brakes/" + brake.path("id").asLong() + "/release", null)
                        .status())
                .isEqualTo(204);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(hub.values("text=.flood.example.test&state=listed&limit=1000"))
                        .hasSize(400));
        assertThat(brake("box").path("releasedBy").asText()).startsWith("test-");
        assertThat(hub.call("POST", "/api/v1/brakes/" + brake.path("id").asLong() + "/release", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_producer_that_takes_back_much_of_the_list_at_once_is_held_and_nothing_is_withdrawn() throws Exception {
        hub.report("forgetful", many(200, i -> found(ObjectType.DOMAIN, "m" + i + ".mass.example.test")));
        Report[] back = many(200, i -> takenBack(ObjectType.DOMAIN, "m" + i + ".mass.example.test"));

        assertThatThrownBy(() -> hub.report("forgetful", back)).isInstanceOf(BrakeException.class);

        JsonNode brake = brake("forgetful");
        assertThat(brake.path("kind").asText()).isEqualTo("mass_withdrawal");
        assertThat(hub.values("text=.mass.example.test&state=listed&limit=1000"))
                .hasSize(200);
        hub.call("POST", "/api/v1/brakes/" + brake.path("id").asLong() + "/release", null);
        hub.report("forgetful", back);
        assertThat(hub.values("text=.mass.example.test&state=listed&limit=1000"))
                .isEmpty();
    }

    @Test
    void a_stopped_consumer_is_told_to_remove_all_and_gets_all_again_when_it_is_resumed() throws Exception {
        hub.report("box-stop", found(ObjectType.URL, "http://one.stop.example.test/"));
        hub.post("/api/v1/user-defined", "{\"value\":\"http://two.stop.example.test/\",\"action\":\"block\"}", 201);
        List<String> before = enforced();
        assertThat(before).contains("http://one.stop.example.test/", "http://two.stop.example.test/");

        JsonNode effect = hub.post("/api/v1/products/urls/stop?dryRun=true", null, 200);
        assertThat(effect.at("/0/products/0/withdrawn").asInt()).isEqualTo(before.size());
        assertThat(enforced()).isEqualTo(before);
        hub.post("/api/v1/products/urls/stop", null, 200);

        assertThat(enforced()).isEmpty();
        assertThat(hub.state("http://one.stop.example.test/")).isEqualTo("listed");
        assertThat(hub.story("url", "http://one.stop.example.test/")
                        .at("/places")
                        .toString())
                .contains("stopped by an emergency stop");
        hub.post("/api/v1/products/urls/resume", null, 200);
        assertThat(enforced()).isEqualTo(before);
    }

    @Test
    void a_stopped_producers_word_counts_no_more_until_it_is_resumed() throws Exception {
        String alone = "http://alone.liar.example.test/";
        String shared = "http://shared.liar.example.test/";
        hub.report("liar", found(ObjectType.URL, alone), found(ObjectType.URL, shared));
        hub.report("honest", found(ObjectType.URL, shared));

        hub.post("/api/v1/products/liar/stop", null, 200);

        assertThat(enforced()).contains(shared).doesNotContain(alone);
        JsonNode resumed = hub.post("/api/v1/products/liar/resume", null, 200);
        assertThat(enforced()).contains(shared, alone);
        hub.post("/api/v1/tasks/" + resumed.at("/0/id").asLong() + "/undo", null, 200);
        assertThat(enforced()).doesNotContain(alone);
        assertThat(hub.post("/api/v1/products/nobody/stop", null, 400)
                        .path("detail")
                        .asText())
                .contains("nothing to stop");
    }

    @Test
    void test_objects_are_timed_at_each_product_and_withdrawn() throws Exception {
        enforced();
        JsonNode test = hub.post("/api/v1/test-objects", null, 201);
        String path = "/api/v1/test-objects/" + test.path("number").asLong();
        String url = "http://ctd-test-" + test.path("number").asLong() + ".example.test/";

        assertThat(test.path("objects")).hasSize(3);
        assertThat(enforced()).contains(url);
        JsonNode stage = stage(path, "url");
        assertThat(stage.path("product").asText()).isEqualTo("urls");
        assertThat(stage.path("state").asText()).isIn("offered", "delivered");
        assertThat(stage.path("seconds").asDouble()).isBetween(0.0, 60.0);
        assertThat(stage(path, "domain").path("reason").asText())
                .isEqualTo("not a type that it takes: it answers questions about URLs only; list the domain's URLs");
        Instant expires = Instant.parse(hub.line(url).path("expiresAt").asText());
        assertThat(expires)
                .isBetween(Instant.now().plusSeconds(800), Instant.now().plusSeconds(901));

        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(200);
        assertThat(enforced()).doesNotContain(url);
        assertThat(hub.get("/api/v1/test-objects/999999").status()).isEqualTo(404);
    }

    private static JsonNode stage(String path, String type) throws Exception {
        for (JsonNode object : hub.get(path).body().path("objects")) {
            if (object.path("type").asText().equals(type)) {
                return object.at("/products/0");
            }
        }
        throw new AssertionError("No test object of the type " + type);
    }

    @Test
    void a_story_tells_each_place_with_its_state_and_reason() throws Exception {
        hub.report("teller", found(ObjectType.URL, "http://story.example.test/"), found(ObjectType.IP, "192.0.2.99"));
        enforced();

        JsonNode url = hub.story("url", "http://story.example.test/");
        JsonNode ip = hub.story("ip", "192.0.2.99");

        assertThat(url.at("/places/0/product").asText()).isEqualTo("urls");
        assertThat(url.at("/places/0/state").asText()).isIn("offered", "delivered");
        assertThat(url.at("/places/0/action").asText()).isEqualTo("block");
        assertThat(ip.at("/places/0/state").asText()).isEqualTo("not taken");
        assertThat(ip.at("/places/0/reason").asText())
                .isEqualTo("not a type that it takes: it answers questions about URLs only");
        assertThat(url.at("/reports/0/product").asText()).isEqualTo("teller");
        hub.decide("url", "http://story.example.test/", "\"action\":\"log\"");
        assertThat(hub.story("url", "http://story.example.test/")
                        .at("/places/0/reason")
                        .asText())
                .isEqualTo("action is log");
        assertThat(enforced()).doesNotContain("http://story.example.test/");
    }
}
