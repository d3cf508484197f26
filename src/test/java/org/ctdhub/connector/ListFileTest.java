// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.connector.Delivery.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files in a manifest, and which products are fed by them. */
class ListFileTest {

    private static final String MANIFEST = """
            title: Gate
            vendor: Example
            words: [Gate]
            role: consumer
            basis: assumed
            settings:
              key: { title: Key, description: made up, secret: true }
            auth: { scheme: dtas, setting: key }
            takes:
              - row: gate
                from: "6.5"
                basis: assumed
                types: { url: takes }
                not: { file_sha1: no, file_sha256: no, ip: no, domain: no }
                least: log
                limit: 100
              - row: gate-file
                from: "5.5"
                basis: assumed
                types: { url: [block] }
                not: { file_sha1: no, file_sha256: no, ip: no, domain: no }
                least: block
                limit: 100
            deliver: { style: pull }
            files:
              - name: urls.txt
                row: gate-file
                title: URLs
                format: lines
                comment: "# "
                write: line
            """;

    @TempDir
    private Path directory;

    @Test
    void a_row_that_a_file_names_counts_where_it_is_chosen_or_nothing_else_fits() throws Exception {
        assertThat(product("6.6", Map.of()).way()).contains(Style.PULL);
        assertThat(product(null, Map.of()).way()).contains(Style.PULL);
        assertThat(product("6.0", Map.of()).way()).contains(Style.LIST);
        assertThat(product("6.6", Map.of("row", "gate-file")).way()).contains(Style.LIST);
        assertThat(product("6.6", Map.of("row", "gate-file")).files())
                .extracting(ListFile::name)
                .containsExactly("urls.txt");
    }

    @Test
    void files_are_put_in_place_only_where_a_folder_is_named() throws Exception {
        assertThat(product("6.6", Map.of("row", "gate-file")).drop().isSomewhere())
                .isFalse();
        assertThat(product("6.6", Map.of("row", "gate-file", "folder", "/var/drop"))
                        .drop()
                        .folder())
                .contains(Path.of("/var/drop"));
        assertThat(product("6.6", Map.of("folder", "/var/drop")).drop().isSomewhere())
                .isFalse();
    }

    /** What is replaced by what, and the one problem that must come of it. */
    static List<Arguments> broken() {
        return List.of(
                Arguments.of(
                        "    row: gate-file\n    title",
                        "    row: none\n    title",
                        "27: 'none' is not one of the rows."),
                Arguments.of(
                        "format: lines",
                        "format: xml",
                        "29: 'xml' doesn't fit 'format'. Use one of lines, csv, ndjson."),
                Arguments.of("name: urls.txt", "name: ../urls.txt", "26: '../urls.txt' doesn't fit 'name'."),
                Arguments.of("    comment: \"# \"\n", "", "26: Without an entry this file would be empty. Add 'head'"),
                Arguments.of("format: lines", "format: csv\n    head: [url]", "31: A CSV file has no comments."),
                Arguments.of("style: pull", "style: list", "10: The style is 'list', and no file is for this row."));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void what_does_not_fit_is_told_with_its_line(String right, String wrong, String problem) {
        assertThat(MANIFEST).contains(right);
        ManifestReader.Reading reading = ManifestReader.read(
                Sample.folder(directory, "x", MANIFEST.replace(right, wrong)).resolve("connector.yaml"));

        assertThat(reading.problems())
                .singleElement()
                .satisfies(found ->
                        assertThat(found.line() + ": " + found.message()).startsWith(problem));
    }

    private Product product(String version, Map<String, String> more) throws RegistrationException {
        Map<String, String> settings = new java.util.HashMap<>(more);
        settings.put("key", "k");
        return Product.register(
                "gate",
                Sample.connector(directory, MANIFEST),
                Optional.ofNullable(version).orElse(""),
                settings);
    }
}
