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

    /** File, what stands there, what stands there instead, and the check that has to notice. */
    private static final String PLANTED = """
            _example/collect.kamelet.yaml | ref: sign | ref: other | ROUTES
            _example/collect.kamelet.yaml | bridgeEndpoint: true | bridgeEndpoint: false | ROUTES
            _example/collect.kamelet.yaml | httpMethod: GET | httpMethod: GET\\n              conectTimeout: 1 | ROUTES
            _example/collect.kamelet.yaml | mode: snapshot | mode: increment | CASES
            _example/collect.kamelet.yaml | json('findings') | json('finding') | CASES
            _example/check.kamelet.yaml | ref: sign | ref: other | ROUTES
            _example/check.kamelet.yaml | httpMethod: GET | httpMethod: POST | CASES
            _example/check.kamelet.yaml | bridgeEndpoint: true | bridgeEndpoint: false | ROUTES
            _example/check.kamelet.yaml | /api/about | /api/version | CONNECTION
            _example/deliver.kamelet.yaml | apply('write') | apply('held') | CASES
            _example/deliver.kamelet.yaml | apply('outcomes') | apply('held') | CASES
            _example/deliver.kamelet.yaml | /api/list | /api/lists | TWICE
            _example/collect.kamelet.yaml | - to: | - log: { message: "${headers}" }\\n        - to: | FAULTS
            _example/deliver.kamelet.yaml | httpMethod: POST | httpMethod: POST\\n                      okStatusCodeRange: 200-599 | FAULTS
            tmcm/deliver.kamelet.yaml | 200-299,500 | 200-299,500,503 | FAULTS
            ds/deliver.kamelet.yaml | 200-299,404 | 200-299,404\\n                        disableStreamCache: true | FAULTS
            ddan/exceptions.kamelet.yaml | httpMethod: PUT | httpMethod: PUT\\n              okStatusCodeRange: 200-399 | FAULTS
            _example/actual.kamelet.yaml | ref: sign | ref: other | ROUTES
            _example/actual.kamelet.yaml | bridgeEndpoint: true | bridgeEndpoint: false | ROUTES
            _example/actual.kamelet.yaml | json('entries') | json('entry') | CASES
            _example/actual.kamelet.yaml | json('entries') } | jsonDocument }\\n        - bean: { ref: mapping, method: apply('held') } | BROKEN_LISTS
            _example/map.jq | ours: (.by == "api") | ours: true | CASES
            _example/map.jq | indicator: .value | 'indicator: (.value | @uri)' | HOSTILE_VALUES
            _example/map.jq | write: { entries: map({ | 'write: { entries: map(select(.type != "domain") | {' | REFUSALS
            _example/connector.yaml | file_sha1: it watches connections, not files | file_sha1: no files | REFUSALS
            _example/map.jq | write: { entries | 'write: .[:5] | { entries' | LIMITS
            _example/map.jq | detection: .reason | 'detection: .reason, source_sha1: "0123456789012345678901234567890123456789"' | ECHO
            _example/collect.kamelet.yaml | - bean: | - log: { message: "${body}" }\\n        - bean: | LOG_LINES
            ddan/exceptions.kamelet.yaml | - bean:\\n            ref: records\\n            method: keepXml | - removeHeaders:\\n            pattern: x | HOSTILE_VALUES
            tmcm/map.jq | 'content=\\(.value | @uri)' | content=\\(.value) | HOSTILE_VALUES
            _example/map.jq | value: .indicator | value: .kind | CASES
            _example/map.jq | .rejected[]? | .refused[]? | CASES
            _example/cases/check-the-token.yaml | verb: check | verb: collect | FOLDER
            ddi/map.jq | 'def deny_key: key("Deny List Entity")' | 'def deny_key: "same"' | HOSTILE_FILES
            sps/cases/file-csv.yaml | verb: file | verb: deliver | LIST_FILES
            sps/map.jq | def line: .value; | 'def line: .value | @uri;' | HOSTILE_LISTS
            """;

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
        return Stream.of(Check.values())
                .map(check -> DynamicTest.dynamicTest(check.sentence(), () -> check.prove(connector)));
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

    /** A kit that catches nothing proves nothing: each planted fault makes the check fail that is there for it. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = PLANTED)
    void a_planted_fault_is_caught(String file, String right, String wrong, Check by, @TempDir Path copies)
            throws IOException {
        Path folder = Path.of(file).getName(0);
        copy(CONNECTORS.resolve(folder), copies.resolve(folder));
        Path planted = copies.resolve(file);
        String text = Files.readString(planted);
        assertThat(text).contains(lines(right));
        Files.writeString(planted, text.replace(lines(right), lines(wrong)));

        Catalogue catalogue = Catalogue.scan(copies);
        assertThat(catalogue.problems()).isEmpty();
        Connector connector = catalogue.connectors().get(0);
        assertThatThrownBy(() -> by.prove(connector)).as(by.sentence()).isInstanceOf(AssertionError.class);
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }

    @Test
    void each_check_has_a_planted_fault_that_it_catches() {
        assertThat(Check.values()).allSatisfy(check -> assertThat(PLANTED).contains("| " + check.name() + "\n"));
    }

    static void proveAll(List<Connector> connectors) throws Exception {
        assertThat(connectors).hasSize(1);
        for (Check check : Check.values()) {
            check.prove(connectors.get(0));
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
