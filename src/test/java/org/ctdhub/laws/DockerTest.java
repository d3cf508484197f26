// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;

/** What stands under docker/, as far as it can be judged without an engine to run it. */
class DockerTest {

    private static final Path DOCKER = Path.of("docker");

    @Test
    void the_hub_runs_without_rights_on_files_that_it_can_not_change() {
        Map<String, Object> hub = service("hub");
        assertThat(hub)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"));
        String image = read("Dockerfile");
        assertThat(image).contains("USER 10001", "HEALTHCHECK", "eclipse-temurin:25-jre", "VOLUME /var/lib/ctd-hub");
        assertThat(image.indexOf("BOOT-INF/lib "))
                .as("libraries are a layer below the hub's own classes")
                .isLessThan(image.indexOf("BOOT-INF/classes "));
    }

    @Test
    void nothing_is_open_to_other_machines_but_tls() {
        for (String name : services().keySet()) {
            Object ports = service(name).get("ports");
            assertThat(ports == null ? List.of() : (List<?>) ports)
                    .as(name)
                    .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
        }
        assertThat(((Map<?, ?>) ((Map<?, ?>) yaml("compose.tls.yaml").get("services")).get("hub")).get("ports"))
                .isEqualTo(List.of("443:8443"));
    }

    @Test
    void no_secret_stands_in_a_file_of_the_project_and_each_that_is_used_is_one_that_the_operator_makes() {
        Set<Object> made = new HashSet<>(((Map<?, ?>) yaml("compose.yaml").get("secrets")).keySet());
        for (String name : services().keySet()) {
            Object used = service(name).get("secrets");
            assertThat(made).containsAll(used == null ? List.of() : (List<?>) used);
            ((Map<?, ?>) service(name).getOrDefault("environment", Map.of())).forEach((key, value) -> {
                if (Pattern.compile("PASSWORD|KEY$|TOKEN")
                        .matcher(key.toString())
                        .find()) {
                    assertThat(value.toString()).as(key.toString()).matches("\\$\\$\\{[a-z-]+}|/run/secrets/[a-z-]+");
                }
            });
        }
        assertThat(read("../.gitignore")).contains("/docker/secrets/");
    }

    @Test
    void each_file_that_a_service_is_given_is_there() {
        for (String name : services().keySet()) {
            Object volumes = service(name).get("volumes");
            Stream.ofNullable(volumes)
                    .flatMap(all -> ((List<?>) all).stream())
                    .map(one -> one.toString().replaceAll(":.*", ""))
                    .filter(from -> from.startsWith("."))
                    .forEach(from -> assertThat(DOCKER.resolve(from)).exists());
        }
        for (String kind : List.of("prometheus", "prometheus-tls")) {
            Map<String, Object> config = yaml("prometheus/" + kind + ".yaml");
            assertThat(config.get("rule_files")).isEqualTo(List.of("rules.yaml"));
        }
    }

    @Test
    void each_dashboard_is_complete() throws IOException {
        for (Path file : Tree.files("docker/grafana/dashboards")) {
            JsonNode board = new ObjectMapper().readTree(file.toFile());
            Set<Integer> ids = new HashSet<>();
            assertThat(board.path("uid").asText()).as(file.toString()).startsWith("ctd-");
            for (JsonNode panel : board.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt()))
                        .as(file + ": one id, two panels")
                        .isTrue();
                assertThat(panel.path("title").asText()).isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("prometheus");
                assertThat(panel.path("targets"))
                        .isNotEmpty()
                        .allSatisfy(target ->
                                assertThat(target.path("expr").asText()).isNotBlank());
            }
        }
    }

    @Test
    void each_alert_has_a_test_and_a_line_in_the_docs_with_its_cause_and_its_cure() {
        String tests = read("prometheus/rules-test.yaml");
        String docs = Tree.read(Path.of("docs/operate.md"));
        List<String> alerts = alerts();
        assertThat(alerts).isNotEmpty().doesNotHaveDuplicates().allSatisfy(alert -> {
            assertThat(tests).contains("alertname: " + alert + "\n        exp_alerts:");
            assertThat(docs).containsPattern("(?m)^\\| `" + alert + "` \\| .{10,} \\| .{10,} \\|$");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "promtool check rules docker/prometheus/rules.yaml",
                "promtool test rules docker/prometheus/rules-test.yaml",
                "promtool check config --syntax-only docker/prometheus/prometheus.yaml",
                "promtool check config --syntax-only docker/prometheus/prometheus-tls.yaml",
                "systemd-analyze verify docker/systemd/ctd-hub.service"
            })
    void the_tool_that_knows_the_file_finds_nothing_wrong(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        assumeTrue(isInstalled(words.get(0)), words.get(0) + " is not installed here, so this is skipped: " + command);
        Process tool = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static List<String> alerts() {
        List<String> names = new ArrayList<>();
        for (Object group : (List<?>) yaml("prometheus/rules.yaml").get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                names.add(((Map<?, ?>) rule).get("alert").toString());
            }
        }
        return names;
    }

    private static Map<String, Object> services() {
        return below(yaml("compose.yaml"), "services");
    }

    private static Map<String, Object> service(String name) {
        return below(services(), name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> below(Map<String, Object> tree, String key) {
        return (Map<String, Object>) tree.get(key);
    }

    private static Map<String, Object> yaml(String file) {
        return new Yaml(new Composed()).load(read(file));
    }

    /** Compose marks what replaces a list of the file before; the list is what counts here. */
    private static final class Composed extends SafeConstructor {

        Composed() {
            super(new LoaderOptions());
            yamlConstructors.put(new Tag("!override"), yamlConstructors.get(Tag.SEQ));
        }
    }

    private static String read(String file) {
        return Tree.read(DOCKER.resolve(file));
    }
}
