// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.lab.Lab;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.ManagedListSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The core routes are the way that every object takes: stop one, and nothing passes, and nothing is lost. */
class CoreRoutesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    private static final List<String> CLOCKS =
            List.of("collect.due", "collect.questions", "distribute.due", "detect.due");

    private static Lab lab;
    private static CamelContext camel;

    /** Among the real files lies one that is broken by its form, and one whose endpoint has an option that isn't one. */
    @BeforeAll
    static void start() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> real = Files.list(Path.of("routes"))) {
            for (Path file : real.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("70-broken.camel.yaml"), """
                - route:
                    id: broken.form
                    from:
                      uri: direct:broken
                      steps:
                        - lgo:
                            message: a step that isn't one
                """);
        Files.writeString(routes.resolve("71-misspelt.camel.yaml"), """
                - route:
                    id: broken.first
                    from:
                      uri: direct:first
                      steps:
                        - to:
                            uri: direct:store
                - route:
                    id: broken.option
                    from:
                      uri: direct:misspelt
                      steps:
                        - to:
                            uri: ctd:objects
                            parameters:
                              prodct: x
                """);
        lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0, "ctd.routes", routes));
        camel = lab.hub().getBean(CamelContext.class);
    }

    @AfterAll
    static void stop() throws IOException {
        lab.close();
    }

    @Test
    void a_broken_file_is_reported_with_its_line_and_the_rest_runs() {
        List<Problem> problems = lab.hub().getBean(RegisteredProducts.class).problems();

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).file()).hasFileName("70-broken.camel.yaml");
        assertThat(problems.get(0).line()).isEqualTo(6);
        assertThat(problems.get(0).message()).contains("lgo");
        assertThat(problems.get(1).file()).hasFileName("71-misspelt.camel.yaml");
        assertThat(problems.get(1).line()).isEqualTo(14);
        assertThat(problems.get(1).message()).contains("prodct");
        assertThat(camel.getRoutes())
                .extracting(Route::getId)
                .contains("collect.due", "expire.due", "ddan-lab.collect")
                .noneMatch(id -> id.startsWith("broken."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collect.due",
                "collect.product",
                "register.normalise",
                "register.store",
                "collect.questions",
                "collect.ask",
                "register.pairs",
                "distribute.due",
                "distribute.product"
            })
    void an_object_waits_while_a_core_route_stands_still_and_arrives_when_it_runs(String route) throws Exception {
        String sha1 = UUID.randomUUID().toString().replace("-", "") + "00000000";
        String sha256 = UUID.randomUUID().toString().replace("-", "").repeat(2);
        stopBetweenExchanges(route);

        lab.sandbox().add(List.of(Finding.of("file_sha1", sha1, "high").withSha256(sha256)));

        await().during(A_WHILE).atMost(SOON).until(() -> !ruled(sha256));
        camel.getRouteController().startRoute(route);
        endLeases();
        await().atMost(SOON).until(() -> ruled(sha256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"detect.due", "detect.product", "detect.store"})
    void a_detection_waits_in_the_products_log_while_a_core_route_stands_still(String route) throws Exception {
        String url = "http://" + UUID.randomUUID() + ".example.test/";
        ManagedListSimulator manager = (ManagedListSimulator) lab.product("tmcm-lab");
        manager.enter("url", url);
        stopBetweenExchanges(route);

        manager.detect("url", url, "pc1.example.test");

        await().during(A_WHILE).atMost(SOON).until(() -> !isMet(url));
        camel.getRouteController().startRoute(route);
        endLeases();
        await().atMost(SOON).until(() -> isMet(url));
    }

    private static boolean isMet(String value) {
        return lab.hub()
                .getBean(JdbcClient.class)
                .sql("select exists (select from detection where value = ?)")
                .param(value)
                .query(Boolean.class)
                .single();
    }

    @Test
    void an_object_outstays_its_time_while_the_route_that_expires_it_stands_still() throws Exception {
        String url = "http://" + UUID.randomUUID() + ".example.test/";
        camel.getRouteController().stopRoute("expire.due");
        lab.sandbox()
                .add(List.of(
                        Finding.of("url", url, "high").expiringAt(Instant.now().plusSeconds(3))));
        await().atMost(SOON).until(isListed(url)::getAsBoolean);

        await().during(Duration.ofSeconds(4)).atMost(SOON).until(isListed(url)::getAsBoolean);

        camel.getRouteController().startRoute("expire.due");
        await().atMost(SOON).until(() -> !isListed(url).getAsBoolean());
    }

    /** A product that was claimed and not begun with would rest until its lease is over, and prove nothing of the route. */
    private static void stopBetweenExchanges(String route) throws Exception {
        for (String clock : CLOCKS) {
            camel.getRouteController().stopRoute(clock);
        }
        await().atMost(SOON).until(() -> camel.getInflightRepository().size() == 0);
        camel.getRouteController().stopRoute(route);
        for (String clock : CLOCKS) {
            if (!clock.equals(route)) {
                camel.getRouteController().startRoute(clock);
            }
        }
    }

    /** Work that was claimed and handed to a route that stood still is taken up again once its lease is over; not in a test. */
    private static void endLeases() {
        JdbcClient jdbc = lab.hub().getBean(JdbcClient.class);
        jdbc.sql("update product set collect_lease = null, ask_lease = null").update();
        jdbc.sql("update reader set lease = null").update();
        jdbc.sql("update detection_source set lease = null").update();
    }

    private static boolean ruled(String sha256) {
        return lab.rules().objects().stream().map(LabObject::value).anyMatch(sha256::equals);
    }

    /** In the registry: the simulated subscriber would drop the object by its own clock. */
    private static BooleanSupplier isListed(String url) {
        return () -> lab.hub()
                .getBean(JdbcClient.class)
                .sql(
                        "select exists (select from listed l join object o on o.id = l.object_id where l.present and o.value = ?)")
                .param(url)
                .query(Boolean.class)
                .single();
    }
}
