// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StixImportTest {

    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
    private static final String SHA256 = "a".repeat(64);

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "[file:hashes.'SHA-1' = 'a' AND file:hashes.'SHA-256' = 'b'] ; {a=b}",
                "[file:hashes.'SHA-256' = 'b' AND file:name = 'x' AND file:hashes.'SHA-1' = 'a'] ; {a=b}",
                "[file:hashes.'SHA-1' = 'a'] OR [file:hashes.'SHA-256' = 'b'] ; {}",
                "[file:hashes.'SHA-1' = 'a' OR file:hashes.'SHA-256' = 'b'] ; {}",
                "[(file:hashes.'SHA-1' = 'a' OR file:hashes.'SHA-1' = 'c') AND file:hashes.'SHA-256' = 'b'] ; {}",
                "[file:hashes.'SHA-1' IN ('a', 'c') AND file:hashes.'SHA-256' = 'b'] ; {}"
            })
    void two_hashes_are_those_of_one_file_where_both_must_fit(String pattern, String pairs) {
        Imported imported = Imported.of(
                ImportFormat.STIX,
                "{\"type\": \"bundle\", \"objects\": [{\"type\": \"indicator\", \"pattern\": \"" + pattern + "\"}]}");

        assertThat(imported.pairs).hasToString(pairs);
    }

    @Test
    void the_indicators_of_a_bundle_are_candidates() {
        Imported imported = Imported.of(ImportFormat.STIX, """
                {"type": "bundle", "id": "bundle--1",
                 "objects": [
                  {"type": "identity", "name": "me", "pattern": "[ipv4-addr:value = '192.0.2.9']"},
                  {"type": "ipv4-addr", "value": "192.0.2.8"},
                  {"name": "dropper", "description": "seen in a mail", "confidence": 80,
                   "external_references": [{"source_name": "a", "type": "malware"}],
                   "pattern": "[url:value = 'http://bad.example.test/it\\\\'s\\\\\\\\x']",
                   "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z",
                   "pattern_type": "stix", "type": "indicator"},
                  {"type": "indicator", "pattern": "[domain-name:value = 'bad.example.test']", "description": "x"},
                  7, null, ["indicator"]
                 ]}
                """);

        assertThat(imported.faults).isEmpty();
        assertThat(imported.lines)
                .containsExactly(
                        new ImportLine(
                                7,
                                "url",
                                "http://bad.example.test/it's\\x",
                                null,
                                "2027-01-01T00:00:00Z",
                                null,
                                "dropper: seen in a mail"),
                        new ImportLine(10, "domain", "bad.example.test", null, null, null, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "[ipv4-addr:value = '192.0.2.1']|ip 192.0.2.1",
                "[ipv6-addr:value='2001:db8::1']|ip 2001:db8::1",
                "[ domain-name:value == 'bad.example.test' ]|domain bad.example.test",
                "[url:value = 'http://bad.example.test/']|url http://bad.example.test/",
                "[url:value IN ('http://a.test/', 'http://b.test/')]|url http://a.test/, url http://b.test/",
                "[file:hashes.'SHA-1' = 'aa']|file_sha1 aa",
                "[file:hashes.'SHA-256' = 'aa']|file_sha256 aa",
                "[file:hashes.SHA256 = 'aa']|file_sha256 aa",
                "[file:hashes.MD5 = 'm' AND file:hashes.'SHA-1' = 'aa']|file_sha1 aa",
                "[file:hashes.'SHA-1' = 'a' AND file:hashes.'SHA-256' = 'b' AND file:name = 'c' AND file:size = 5]|"
                        + "file_sha1 a, file_sha256 b",
                "[(file:hashes.'SHA-1' = 'a' OR file:hashes.MD5 = 'b') AND file:name = 'c']|file_sha1 a",
                "[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'b.test']|ip 192.0.2.1, domain b.test",
                "[ipv4-addr:value = '192.0.2.1'] OR [domain-name:value = 'b.test']|ip 192.0.2.1, domain b.test",
                "([ipv4-addr:value = '192.0.2.1'] OR ([url:value = 'u']))|ip 192.0.2.1, url u",
                "[url:value = '[a] OR ) AND \\\\']|url [a] OR ) AND \\",
                "[ipv4-addr:value = '198.51.100.0/24']|ip 198.51.100.0/24"
            })
    void a_pattern_stands_for_its_values(String pattern, String values) throws PatternException {
        List<String> found = StixPattern.read(pattern).stream()
                .map(one -> one.type() + " " + one.value())
                .toList();

        assertThat(String.join(", ", found)).isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "[network-traffic:dst_port = 80]|unsupported_pattern|network-traffic:dst_port",
                "[ipv4-addr:value = 'a' AND network-traffic:dst_port = 80]|unsupported_pattern|network-traffic",
                "[ipv4-addr:value = 'a' AND domain-name:value = 'b']|unsupported_pattern|AND",
                "[file:hashes.'SHA-1' = 'a' AND url:value = 'b']|unsupported_pattern|AND",
                "[url:value = 'a'] AND [url:value = 'b']|unsupported_pattern|AND",
                "[url:value = 'a'] FOLLOWEDBY [url:value = 'b']|unsupported_pattern|FOLLOWEDBY",
                "[url:value = 'a'] WITHIN 5 SECONDS|unsupported_pattern|WITHIN",
                "[url:value = 'a'] REPEATS 5 TIMES|unsupported_pattern|REPEATS",
                "[url:value != 'a']|unsupported_pattern|!=",
                "[NOT url:value = 'a']|unsupported_pattern|NOT",
                "[url:value NOT IN ('a')]|unsupported_pattern|NOT",
                "[url:value LIKE 'a%']|unsupported_pattern|LIKE",
                "[url:value MATCHES 'a.*']|unsupported_pattern|MATCHES",
                "[ipv4-addr:value ISSUBSET '192.0.2.0/24']|unsupported_pattern|ISSUBSET",
                "[EXISTS url:value]|unsupported_pattern|EXISTS",
                "[file:name = 'a.exe']|unsupported_pattern|without its hash",
                "[file:name = 'a.exe' OR file:hashes.'SHA-1' = 'a']|unsupported_pattern|without its hash",
                "[file:hashes.SSDEEP = 'a']|unsupported_pattern|SSDEEP",
                "[file:hashes.MD5 = 'a']|md5|MD5",
                "[file:hashes.MD5 = 'a' AND file:name = 'b']|md5|SHA-1",
                "[windows-registry-key:values[*].name = 'a']|unsupported_pattern|a list",
                "[url:value]|unsupported_pattern|]",
                "url:value = 'a'|broken_pattern|character 1",
                "[url:value = 'a'|broken_pattern|it ends",
                "[url:value = 'a|broken_pattern|no end",
                "[url:value = 'a\\n']|broken_pattern|backslash",
                "[url:value = \"a\"]|broken_pattern|character 14",
                "[url:value = 'a']]|broken_pattern|its end",
                "[url:value IN ()]|broken_pattern|a string",
                "[]|broken_pattern|a word",
                "~~|broken_pattern|it ends"
            })
    void what_is_no_list_of_objects_is_refused_with_its_name(String pattern, String reason, String what) {
        Imported imported = Imported.of(ImportFormat.STIX, bundle(pattern));

        assertThat(imported.lines).isEmpty();
        assertThat(imported.wrong()).containsExactly("1 " + reason);
        assertThat(imported.faults.get(0).message()).contains(what).endsWith(".");
    }

    @Test
    void an_indicator_that_is_revoked_or_harmless_or_in_another_language_is_at_fault() {
        Imported imported = Imported.of(ImportFormat.STIX, """
                {"objects": [
                {"type": "indicator", "pattern": "[url:value = 'a']", "revoked": true},
                {"type": "indicator", "pattern": "[url:value = 'a']", "indicator_types": ["x", "benign"]},
                {"type": "indicator", "pattern": "rule a {}", "pattern_type": "yara"},
                {"type": "indicator", "name": "b"},
                {"type": "indicator", "pattern": "[url:value = '']", "revoked": false},
                {"type": "indicator", "pattern": "[url:value = 'a\\u0000b']"},
                {"type": "indicator", "pattern": "[url:value = 'a\\ud800b']"}
                ]}
                """);

        assertThat(imported.lines).isEmpty();
        assertThat(imported.wrong())
                .containsExactly(
                        "2 revoked",
                        "3 benign",
                        "4 unsupported_pattern",
                        "5 no_value",
                        "6 no_value",
                        "7 control_character",
                        "8 control_character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{}",
                "{\"type\": \"indicator\"}",
                "{\"objects\": [",
                "{\"objects\": [{\"type\": \"indicator\"",
                "{\"objects\": []} {}",
                "{\"objects\": [], \"objects\": []}",
                "{\"objects\": [{\"type\": \"indicator\", \"type\": \"x\"}]}",
                "{\"objects\": [NaN]}",
                "value,type\na,b"
            })
    void what_is_no_bundle_is_refused_as_a_whole(String text) {
        assertThat(Imported.unreadable(ImportFormat.STIX, text)).hasMessageContaining("line 1");
    }

    @Test
    void a_bundle_without_objects_has_nothing() {
        assertThat(Imported.of(ImportFormat.STIX, "{\"type\": \"bundle\"}").lines)
                .isEmpty();
    }

    @Test
    void a_document_is_bounded_in_depth_and_fields_and_an_indicators_texts_in_length() {
        String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
        StringBuilder wide = new StringBuilder("{\"a\": 1");
        for (int field = 0; field < 5000; field++) {
            wide.append(",\"f").append(field).append("\": 1");
        }

        assertThat(Imported.unreadable(ImportFormat.STIX, "{\"objects\": [" + deep + "]}"))
                .hasMessageContaining("line 1");
        assertThat(Imported.unreadable(ImportFormat.STIX, wide + "}")).hasMessageContaining("fields");
        assertThat(Imported.unreadable(ImportFormat.STIX, bundle("a".repeat(3 << 20))))
                .hasMessageContaining("line 1");
        assertThat(Imported.of(ImportFormat.STIX, bundle("[url:value = '" + "a".repeat(70_000) + "']"))
                        .wrong())
                .containsExactly("1 too_long");
        // nobody asks for it
        String picture = "{\"type\": \"bundle\", \"payload\": \"" + "a".repeat(8 << 20) + "\"}";
        assertThat(Imported.of(ImportFormat.STIX, picture).faults).isEmpty();
    }

    @Test
    void parentheses_without_end_are_no_harm() {
        for (String pattern :
                List.of("(".repeat(60_000), "[" + "(".repeat(60_000), "[url:value IN (" + "'a',".repeat(9_000))) {
            assertThat(Imported.of(ImportFormat.STIX, bundle(pattern)).wrong()).hasSize(1);
        }
    }

    @Test
    void bytes_that_are_not_utf8_are_told_with_their_line() {
        byte[] text = bundle("[url:value = 'a']").getBytes(UTF_8);
        text[20] = (byte) 0xC3;

        assertThat(catchThrowable(() -> Imported.of(ImportFormat.STIX, text)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("UTF-8");
    }

    @Test
    void random_patterns_are_read_or_refused() {
        String[] fragments =
                "[|]|(|)|'|\\|'a'|,|=|!=|:|.|*|url:value|file:hashes.'SHA-1'|file:name|x:y| OR | AND | NOT | IN |5|\u0000|\ud800"
                        .split("\\|", -1);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            StringBuilder pattern = new StringBuilder(random.nextBoolean() ? "[url:value = 'a'" : "[");
            for (int left = random.nextInt(8); left > 0; left--) {
                pattern.append(fragments[random.nextInt(fragments.length)]);
            }
            assertThat(readOrRefused(pattern.toString())).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void a_hundred_thousand_indicators_are_counted_while_they_are_made() throws IOException {
        InputStream many = Imported.endless(
                "{\"type\": \"bundle\", \"objects\": [",
                100_000,
                number ->
                        (number == 0 ? "" : ",\n") + "{\"type\": \"indicator\", \"pattern\": \"[file:hashes.'SHA-1' = '"
                                + SHA1 + "' AND file:hashes.'SHA-256' = '" + SHA256 + "']\"}",
                "]}");
        Imported.Count count = new Imported.Count();

        ImportFormat.STIX.read(many, count);

        assertThat(count.lines).isEqualTo(200_000);
        assertThat(count.faults).isEmpty();
    }

    private static boolean readOrRefused(String pattern) {
        try {
            return !StixPattern.read(pattern).isEmpty();
        } catch (PatternException refused) {
            return refused.getMessage().length() < 400 && !refused.getMessage().contains("\u0000");
        }
    }

    private static String bundle(String pattern) {
        String escaped = pattern.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"type\": \"bundle\", \"objects\": [{\"type\": \"indicator\", \"pattern\": \"" + escaped + "\"}]}";
    }
}
