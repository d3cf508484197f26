// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenManifestTest {

    @TempDir
    private Path directory;

    /** What is replaced in the consumer by what, and the one problem that must come of it. */
    static List<Arguments> consumers() {
        return List.of(
                Arguments.of(
                        "title: Gate\n",
                        "",
                        "1: 'title' is missing. Add it: The product's name as operators are shown it."),
                Arguments.of(
                        "[Gate]", "[Gate]\ncolour: red", "4: 'colour' is not known here. Use one of title, vendor, "),
                Arguments.of(
                        "words: [Gate]", "words: Gate", "3: 'words': string found, array expected. The names by which"),
                Arguments.of(
                        "basis: assumed\ns",
                        "basis: sure\ns",
                        "5: 'sure' doesn't fit 'basis'. Use one of documented, "),
                Arguments.of(
                        "  url: { title",
                        "  Url: { title",
                        "7: 'Url' can't be a name here. A setting's name is camelCase"),
                Arguments.of("  site: {", "  limit: {", "9: 'limit' is a setting of every product. Name this one"),
                Arguments.of("  site: {", "  certificate: {", "9: 'certificate' is a setting of every product."),
                Arguments.of(", secret: true", "", "8: 'apiKey' holds the key. Mark it 'secret: true'."),
                Arguments.of("secret: true", "secret: true, default: x", "8: A secret has no default. Remove it."),
                Arguments.of(
                        "format: uri",
                        "format: uri, default: 'ftp://x'",
                        "7: The default doesn't begin with http:// or"),
                Arguments.of(
                        "setting: apiKey",
                        "setting: key",
                        "10: 'key' is not one of the settings. Add it under 'settings'."),
                Arguments.of(" header: x-key,", "", "10: The scheme 'header' needs 'header'. Add it."),
                Arguments.of("scheme: header", "scheme: dtas", "10: The scheme 'dtas' has no 'header'. Remove it."),
                Arguments.of("from: 5.10", "from: latest", "13: This version can't be read. Write it like \"5.5\""),
                Arguments.of("from: X SP1", "from: \"5.10\"", "26: Another row begins with the same version."),
                Arguments.of("row: gate-x", "row: gate", "25: Another row has this name. Change one of them."),
                Arguments.of(
                        "      ip: [log, block]\n", "", "12: The type 'ip' is not answered. Add it under 'types', or"),
                Arguments.of("{ file_sha1: no,", "{", "25: The type 'file_sha1' is not answered. Add it under"),
                Arguments.of(
                        "      domain: knows",
                        "      ip: no\n      domain: knows",
                        "21: The type 'ip' stands under 'types' as well."),
                Arguments.of(
                        "ip: [log, block]",
                        "ip: [log, quarantine]",
                        "18: 'quarantine' doesn't fit 'ip'. Use one of log, block. A connection can be logged or blocked; quarantine is for files only."),
                Arguments.of(
                        "url: takes",
                        "url: blocks",
                        "17: 'blocks' doesn't fit 'url'. Actions such as [log, block], or 'takes'"),
                Arguments.of("needs: sha256", "needs: md5", "16: 'md5' doesn't fit 'needs'. Use one of sha256."),
                Arguments.of(
                        "  identity: sha256\n",
                        "",
                        "16: 'needs: sha256' and the identity 'sha256' under 'deliver' go together."),
                Arguments.of(
                        "userDefined: [url]", "userDefined: [domain]", "22: 'domain' is not among the row's types."),
                Arguments.of(
                        "limit: 100\n",
                        "limit: 0\n",
                        "24: 'limit': must have a minimum value of 1. A whole number from 1"),
                Arguments.of(
                        "limit: 100\n",
                        "limit: 99999999999999999999\n",
                        "24: 'limit': string found, integer expected."),
                Arguments.of(
                        "lease: 500ms",
                        "lease: 2 minutes",
                        "37: '2 minutes' doesn't fit 'lease'. A length of time: a whole number with ms, s, m, h or d, such as 500ms, 60s, 2m or 24h."),
                Arguments.of("lease: 500ms", "lease: 0s", "37: '0s' doesn't fit 'lease'. A length of time"),
                Arguments.of(
                        "lease: 500ms", "lease: 60", "37: 'lease': integer found, string expected. A length of time"),
                Arguments.of(
                        "detections: syslog",
                        "detections:",
                        "38: 'null' doesn't fit 'detections'. Use one of none, syslog, api."),
                Arguments.of("role: consumer", "role: both", "4: The role 'both' needs 'makes'. Add it."),
                Arguments.of(
                        "detections: syslog",
                        "title: Door",
                        "38: 'title' stands here a second time. Keep one of the two."),
                Arguments.of(
                        "detections: syslog",
                        "via: { url: site }",
                        "38: A row takes 'url' itself. Remove one of the two."),
                Arguments.of(
                        "detections: syslog",
                        "via: { domain: other }",
                        "38: 'other' is not one of the settings. Add it under 'settings'."),
                Arguments.of(
                        "deliver:\n  style: changes",
                        "actual: { every: 24h }\ndeliver:\n  style: pull",
                        "33: Only what the hub put there by changes can be compared."),
                Arguments.of("per: 60s }", "per: 60s, per: 1s }", "36: 'per' stands here a second time."),
                Arguments.of(
                        "detections: syslog",
                        "collect: { every: 1m, atLeast: 1m, full: 1h }",
                        "38: A consumer has no 'collect'. Remove it, or set 'role: both'."),
                Arguments.of(
                        "title: Gate\nvendor: Example",
                        "title: &a Gate\nvendor: *a",
                        "2: This value is used again by an alias (*). Write it out"),
                Arguments.of("title: Gate", "title: !gate x", "1: Tags (!) have no meaning in a manifest."),
                Arguments.of("detections: syslog", "? [a]\n: b", "38: A key must be a word. Put brackets into quotes."),
                Arguments.of("detections: syslog", "\"a\\r\\nb/\\u202e\": 1", "38: 'a??b/?' is not known here."));
    }

    static List<Arguments> producers() {
        return List.of(
                Arguments.of("atLeast: 10s", "atLeast: 2m", "12: 'atLeast' is longer than 'every'. Shorten it."),
                Arguments.of("full: 24h", "full: 30s", "12: 'every' is longer than 'full'. Shorten it."),
                Arguments.of("again: 1m", "again: 25h", "14: 'again' is longer than 'giveUp'. Shorten it."),
                Arguments.of(
                        "[file_sha1, url]",
                        "[md5, file_sha1, url]",
                        "10: 'md5' doesn't fit 'types'. Use one of file_sha1,"),
                Arguments.of("not: { file", "not: { url: no, file", "11: The type 'url' stands under 'types' as well."),
                Arguments.of(
                        "settings: {}", "settings: {}\ndeliver: { style: pull }", "7: A producer has no 'deliver'."));
    }

    @ParameterizedTest
    @MethodSource("consumers")
    void a_fault_in_a_consumer_is_reported_with_its_line(String old, String fresh, String problem) {
        assertThat(Sample.CONSUMER).containsOnlyOnce(old);
        assertThat(problems(Sample.CONSUMER.replace(old, fresh)))
                .singleElement()
                .asString()
                .startsWith(problem);
    }

    @ParameterizedTest
    @MethodSource("producers")
    void a_fault_in_a_producer_is_reported_with_its_line(String old, String fresh, String problem) {
        assertThat(Sample.PRODUCER).containsOnlyOnce(old);
        assertThat(problems(Sample.PRODUCER.replace(old, fresh)))
                .singleElement()
                .asString()
                .startsWith(problem);
    }

    @Test
    void the_yes_of_old_yaml_is_no_boolean() {
        assertThat(problems(Sample.CONSUMER.replace("secret: true", "secret: yes")))
                .contains("8: 'secret': string found, boolean expected. true: never shown, logged or exported.");
    }

    @Test
    void a_tag_that_names_a_class_is_refused() {
        assertThat(problems("title: !!java.net.URL [x]"))
                .singleElement()
                .asString()
                .contains("Global tag is not allowed");
    }

    @Test
    void all_problems_of_a_file_are_reported_at_once_in_its_order() {
        String broken = Sample.CONSUMER
                .replace("vendor: Example\n", "vendor: Example\nvendor: Other\n")
                .replace("setting: apiKey", "setting: key")
                .replace("      ip: [log, block]\n", "")
                .replace("lease: 500ms", "lease: soon");
        assertThat(problems(broken))
                .hasSize(4)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("3: 'vendor' stands here"),
                        second -> assertThat(second).startsWith("11: 'key' is not one of"),
                        third -> assertThat(third).startsWith("13: The type 'ip' is not"),
                        fourth -> assertThat(fourth).startsWith("37: 'soon' doesn't fit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "- a", "just text", "--- ~"})
    void a_file_without_keys_says_how_to_begin(String yaml) {
        assertThat(problems(yaml)).singleElement().asString().startsWith("1: The file doesn't hold keys and values.");
    }

    @Test
    void a_syntax_error_is_reported_with_its_line() {
        assertThat(problems("title: Gate\nwords: [Gate\nrole: consumer\n"))
                .singleElement()
                .asString()
                .startsWith("3: Not valid YAML: expected ',' or ']'");
        assertThat(problems("title: Gate\n\tvendor: x\n"))
                .singleElement()
                .asString()
                .startsWith("2: Not valid YAML:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease: 500ms", "row: gate-x", "header: x-key", "url: takes", "title: Gate"})
    void a_line_break_at_the_end_of_a_value_is_refused(String line) {
        String broken = line.replace(": ", ": \"") + "\\n\"";
        assertThat(problems(Sample.CONSUMER.replace(line, broken)))
                .singleElement()
                .asString()
                .contains("?' doesn't fit");
    }

    @Test
    void no_mangled_manifest_is_met_with_an_exception() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String yaml = mangled(random.nextBoolean() ? Sample.CONSUMER : Sample.PRODUCER, random);
            assertThatCode(() -> ManifestReader.read(
                            Sample.folder(directory, "x", yaml).resolve("connector.yaml")))
                    .as("seed %d, manifest:%n%s", seed, yaml)
                    .doesNotThrowAnyException();
        }
    }

    private static String mangled(String yaml, Random random) {
        List<String> words =
                List.of("", "x", "[]", "{}", "[{}]", "{x: 1}", "no", "0", "~", "*a", "&a b", "\n", "\"", ":", "1e9");
        StringBuilder text = new StringBuilder(yaml);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int start = random.nextInt(text.length());
            int end = Math.min(text.length(), start + random.nextInt(12));
            text.replace(start, end, words.get(random.nextInt(words.size())));
        }
        return text.toString();
    }

    @Test
    void a_second_document_is_refused() {
        assertThat(problems("title: a\n---\ntitle: b\n"))
                .singleElement()
                .asString()
                .startsWith("2: Not valid YAML:");
    }

    @Test
    void a_bomb_of_aliases_is_refused_before_it_grows() {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
        assertThat(problems(bomb)).anyMatch(problem -> problem.contains("used again by an alias"));
        assertThat(problems("a: &a [*a]\n")).anyMatch(problem -> problem.contains("used again by an alias"));
    }

    @Test
    void deep_nesting_is_refused() {
        assertThat(problems("a: " + "[".repeat(10_000)))
                .singleElement()
                .asString()
                .startsWith("1: Not valid YAML:");
    }

    @Test
    void a_file_that_is_too_large_is_refused_unread() {
        assertThat(problems("#".repeat(256 * 1024 + 1)))
                .containsExactly("1: The file is larger than 256 KiB. Shorten it.");
    }

    @Test
    void a_file_in_another_encoding_is_refused() throws IOException {
        Path file = Sample.folder(directory, "x", "").resolve("connector.yaml");
        Files.write(file, "title: Tür".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ManifestReader.read(file).problems())
                .containsExactly(new Problem(file, 1, "The file is not UTF-8. Save it as UTF-8."));
    }

    @Test
    void a_control_character_is_refused() {
        assertThat(problems("title: a\u0000b\n")).singleElement().asString().startsWith("1: Not valid YAML:");
    }

    @Test
    void a_problem_shows_file_line_and_message() {
        assertThat(new Problem(Path.of("a", "connector.yaml"), 7, "Wrong.")).hasToString("a/connector.yaml:7: Wrong.");
    }

    private List<String> problems(String yaml) {
        ManifestReader.Reading reading =
                ManifestReader.read(Sample.folder(directory, "x", yaml).resolve("connector.yaml"));
        assertThat(reading.manifest()).isEmpty();
        return reading.problems().stream()
                .map(problem -> problem.line() + ": " + problem.message())
                .toList();
    }
}
