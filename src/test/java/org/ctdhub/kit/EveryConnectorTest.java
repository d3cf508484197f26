// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same proof for each folder under connectors/, whoever wrote it. Nothing here knows a product. */
class EveryConnectorTest {

    private static final Path CONNECTORS = Path.of("connectors");

    @Test
    void every_folder_is_valid() {
        assertThat(Catalogue.scan(CONNECTORS).problems()).isEmpty();
        assertThat(Catalogue.scan(CONNECTORS).connectors()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicContainer> each_connector() {
        return Catalogue.scan(CONNECTORS).connectors().stream()
                .map(connector -> DynamicContainer.dynamicContainer(connector.folder(), proof(connector)));
    }

    private static Stream<DynamicTest> proof(Connector connector) {
        Stream<DynamicTest> always = Stream.of(
                DynamicTest.dynamicTest("its folder is complete and small", () -> Checks.folder(connector)),
                DynamicTest.dynamicTest(
                        "its routes keep the laws",
                        () -> assertThat(TemplateLaws.broken(connector)).isEmpty()),
                DynamicTest.dynamicTest("each no has its reason", () -> Checks.refusals(connector)),
                DynamicTest.dynamicTest(
                        "no_fault_is_taken_for_success_and_no_secret_gets_out", () -> Checks.faults(connector)),
                DynamicTest.dynamicTest(
                        "its connection test tells the right key, a wrong key and nobody apart",
                        () -> Checks.connectionTest(connector)),
                DynamicTest.dynamicTest(
                        "no broken answer is taken for its whole list", () -> Checks.brokenLists(connector)),
                DynamicTest.dynamicTest("hostile values arrive as they are", () -> Checks.hostileValues(connector)),
                DynamicTest.dynamicTest("hostile values come back from its files", () -> Checks.csv(connector)),
                DynamicTest.dynamicTest(
                        "each list file has a case, and is never empty", () -> FileChecks.complete(connector)),
                DynamicTest.dynamicTest(
                        "hostile values stand in list files as they are, or not at all",
                        () -> FileChecks.hostileValues(connector)),
                DynamicTest.dynamicTest(
                        "its list files reach the drop folder whole, and nothing else does",
                        () -> Checks.placed(connector)));
        Stream<DynamicTest> stories = Case.of(connector).stream()
                .map(story -> DynamicTest.dynamicTest(story.title(), () -> Checks.story(connector, story)));
        Stream<DynamicTest> twice = Case.of(connector).stream()
                .filter(story -> story.verb().equals("deliver"))
                .map(story -> DynamicTest.dynamicTest(story.title() + ", twice", () -> Checks.twice(connector, story)));
        return Stream.of(always, stories, twice).flatMap(tests -> tests);
    }

    @Test
    void the_example_is_short_enough_to_copy() throws IOException {
        try (Stream<Path> files = Files.walk(CONNECTORS.resolve("_example"))) {
            long lines = files.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().endsWith("cases"))
                    .mapToLong(EveryConnectorTest::lines)
                    .sum();
            assertThat(lines).isLessThanOrEqualTo(250);
        }
    }

    /** A kit that catches nothing proves nothing: each planted fault must make a check fail. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "collect.kamelet.yaml | ref: sign               | ref: other",
                "collect.kamelet.yaml | bridgeEndpoint: true     | bridgeEndpoint: false",
                "collect.kamelet.yaml | httpMethod: GET          | httpMethod: GET, conectTimeout: 1",
                "collect.kamelet.yaml | mode: snapshot           | mode: increment",
                "collect.kamelet.yaml | json('findings')         | json('finding')",
                "check.kamelet.yaml   | ref: sign               | ref: other",
                "check.kamelet.yaml   | httpMethod: GET          | httpMethod: POST",
                "check.kamelet.yaml   | bridgeEndpoint: true     | bridgeEndpoint: false",
                "deliver.kamelet.yaml | apply('write')           | apply('held')",
                "deliver.kamelet.yaml | apply('outcomes')        | apply('held')",
                "deliver.kamelet.yaml | /api/list                | /api/lists",
                "actual.kamelet.yaml  | ref: sign                | ref: other",
                "actual.kamelet.yaml  | json('entries')          | json('entry')",
                "actual.kamelet.yaml  | bridgeEndpoint: true     | bridgeEndpoint: false",
                "map.jq               | ours: (.by == \"api\")    | ours: true",
                "map.jq               | value: .indicator        | value: .kind",
                "map.jq               | .rejected[]?             | .refused[]?"
            })
    void a_planted_fault_is_caught(String file, String right, String wrong, @TempDir Path copies) throws IOException {
        Path copy = copies.resolve("_example");
        copy(CONNECTORS.resolve("_example"), copy);
        Path planted = copy.resolve(file);
        String text = Files.readString(planted);
        assertThat(text).contains(right);
        String lines = wrong.replace(", ", "\n              ");
        Files.writeString(planted, text.replace(right, lines));
        List<Connector> connectors = Catalogue.scan(copies).connectors();

        assertThatThrownBy(() -> proveAll(connectors)).isInstanceOf(Throwable.class);
    }

    static void proveAll(List<Connector> connectors) throws Throwable {
        assertThat(connectors).hasSize(1);
        for (DynamicTest test : proof(connectors.get(0)).toList()) {
            test.getExecutable().execute();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
