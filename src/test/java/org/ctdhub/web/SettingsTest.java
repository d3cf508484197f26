// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.Hub;
import org.ctdhub.auth.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** What a hub is told by its configuration, and what of it is refused. */
class SettingsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ctd.http.dedline=5s, ctd.http.dedline, ctd.http.deadline",
        "ctd.preset.domain=log, ctd.preset.domain, ctd.preset",
        "ctd.httpdeadline=5s, ctd.httpdeadline, ctd.http.deadline",
        "ctd.products.x.setings.url=a, ctd.products.x.setings.url, ctd.products.<name>.settings.<setting>",
        "ctd.distribution.keys[0].admit=nobody, ctd.distribution.keys[0].admit, ctd.distribution.keys[n].admits",
    })
    void a_setting_that_the_hub_does_not_know_is_refused_with_the_name_that_is_most_like_it(
            String set, String name, String nearest) {
        assertThatThrownBy(() -> start("--" + set))
                .hasMessageContaining(name + " is unknown; did you mean " + nearest + "?")
                .hasMessageContaining("commandLineArgs");
    }

    @Test
    void a_file_is_told_with_the_line_in_which_it_is_wrong() throws IOException {
        Files.writeString(folder.resolve("application.yaml"), "ctd:\n  preset: block\n  breaks:\n    arrivals: 5\n");

        assertThatThrownBy(() -> start("--spring.config.additional-location=file:" + folder + "/"))
                .hasMessageContaining("ctd.breaks.arrivals is unknown; did you mean ctd.brakes.arrivals?")
                .hasMessageContaining("application.yaml")
                .hasMessageContaining("4:15");
    }

    @Test
    void the_environment_is_judged_as_well_and_what_is_wrong_is_all_told_at_once() throws Exception {
        ProcessBuilder hub = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hub.class.getName(),
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none")
                .redirectErrorStream(true);
        hub.environment().put("CTD_HTTP_DEDLINE", "5s");
        hub.environment().put("CTD_SILENT_AFTR", "5m");
        hub.environment().put("CTD_SILENT_AFTER", "5m");
        hub.environment().put("CTD_OWN_0", "192.0.2.0/24");
        hub.environment().put("CTD_DATABASE_USER", "ctd");
        Process process = hub.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isNotZero();
        assertThat(said)
                .contains("CTD_HTTP_DEDLINE is unknown; did you mean CTD_HTTP_DEADLINE?")
                .contains("CTD_SILENT_AFTR is unknown; did you mean CTD_SILENT_AFTER?")
                .doesNotContain("CTD_OWN_0 is", "CTD_SILENT_AFTER is", "CTD_DATABASE_USER is")
                .doesNotContain("5m");
    }

    @Test
    void connectors_and_routes_of_ones_own_stand_beside_those_of_the_hub_and_a_broken_one_is_refused_alone()
            throws Exception {
        Path connectors = Files.createDirectory(folder.resolve("connectors"));
        copy(Path.of("connectors/_example"), connectors.resolve("mine"));
        copy(Path.of("connectors/_example"), connectors.resolve("ds"));
        Files.writeString(Files.createDirectory(connectors.resolve("broken")).resolve("connector.yaml"), "title: [\n");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("90-mine.camel.yaml"), """
                - route:
                    id: mine.greet
                    description: Greets.
                    from:
                      uri: direct:greet
                      steps:
                        - log:
                            message: hello
                """);
        Files.copy(Path.of("routes/20-register.camel.yaml"), routes.resolve("20-register.camel.yaml"));

        try (RunningHub hub = RunningHub.with(
                "--ctd.connectors=connectors," + connectors,
                "--ctd.routes[0]=routes",
                "--ctd.routes[1]=" + routes,
                "--ctd.open-metrics=true")) {
            RunningHub.Caller viewer = hub.with(Role.VIEWER);
            assertThat(RunningHub.json(viewer.get("/api/v1/connectors")).findValuesAsText("folder"))
                    .contains("ds", "mine")
                    .doesNotContain("broken");
            assertThat(texts(RunningHub.json(viewer.get("/api/v1/connectors/problems"))))
                    .hasSize(3)
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith(connectors.resolve("broken").toString()))
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith(connectors.resolve("ds").toString())
                            .contains("There is a folder of this name already: connectors/ds."))
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith(routes.resolve("20-register.camel.yaml").toString())
                            .contains("There is a file of this name in routes."));
            assertThat(viewer.get("/").body()).contains("There is a folder of this name already");
            assertThat(viewer.get("/actuator/prometheus").body()).contains("routeId=\"mine.greet\"");
        }
    }

    private static void start(String... settings) {
        List<String> all = new ArrayList<>(List.of("--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none"));
        all.addAll(List.of(settings));
        new SpringApplicationBuilder(Hub.class).run(all.toArray(String[]::new)).close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static List<String> texts(JsonNode all) {
        List<String> texts = new ArrayList<>();
        all.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
