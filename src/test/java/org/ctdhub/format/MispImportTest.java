// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MispImportTest {

    private static final String EVENT = """
            {"Event": {"info": "a case", "Orgc": {"name": "x", "type": "url"},
            "Attribute": [
            {"type": "domain", "value": "bad.example.test", "to_ids": true, "comment": "from the\\nteam"},
            {"comment": "", "Tag": [{"name": "a", "value": "b"}], "value":
              "192.0.2.1", "type": "ip-dst", "deleted": false}
            ],
            "Object": [{"name": "file", "Attribute": [
            {"type": "sha1", "value": "aa", "to_ids": "1", "data": "eHg="}]}, null]
            }}
            """;

    @Test
    void attributes_of_the_event_and_of_its_objects_are_candidates() {
        Imported imported = Imported.of(ImportFormat.MISP, EVENT);

        assertThat(imported.faults).isEmpty();
        assertThat(imported.lines)
                .containsExactly(
                        new ImportLine(3, "domain", "bad.example.test", null, null, null, "from the team"),
                        new ImportLine(5, "ip", "192.0.2.1", null, null, null, null),
                        new ImportLine(8, "file_sha1", "aa", null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"response\": [%s, %s]}",
                "[%s, %s]",
                "[{\"response\": [%s]}, [%s]]",
                "{\"response\": [[%s,%s]], \"n\": 2}"
            })
    void many_events_stand_in_one_of_three_envelopes(String envelope) {
        assertThat(Imported.of(ImportFormat.MISP, String.format(envelope, EVENT, EVENT)).lines)
                .hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"response\": []}",
                "[]",
                "{\"Event\": {}}",
                "{\"Event\": {\"Attribute\": null, \"Object\": {}}}"
            })
    void an_answer_without_events_has_nothing(String text) {
        Imported imported = Imported.of(ImportFormat.MISP, text);

        assertThat(imported.lines).isEmpty();
        assertThat(imported.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sha1; a; file_sha1 a",
                "sha256; a; file_sha256 a",
                "ip-src; a; ip a",
                "ip-dst; a; ip a",
                "hostname; a; domain a",
                "domain; a; domain a",
                "url; http://a/|b; url http://a/|b",
                "filename|sha1; x|y.exe|a; file_sha1 a",
                "filename|sha256; y.exe|a; file_sha256 a",
                "ip-dst|port; 192.0.2.1|80; ip 192.0.2.1",
                "ip-src|port; 2001:db8::1|80; ip 2001:db8::1",
                "domain|ip; a.test|192.0.2.1; domain a.test, ip 192.0.2.1"
            })
    void an_attributes_parts_that_are_objects_are_taken(String type, String value, String taken) {
        Imported imported = Imported.of(ImportFormat.MISP, attribute(type, value, ""));

        assertThat(String.join(", ", imported.said()).replace("1 ", "")).isEqualTo(taken.replace("1 ", ""));
        assertThat(imported.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "md5, a, '', unsupported_type",
        "filename, a, '', unsupported_type",
        "filename|md5, a|b, '', unsupported_type",
        "'', a, '', unsupported_type",
        "sha1, a, ', \"to_ids\": false', not_for_detection",
        "sha1, a, ', \"to_ids\": \"0\"', not_for_detection",
        "domain|ip, a, '', broken_value",
        "domain, '', '', no_value",
        "filename|sha1, a|, '', no_value",
        "domain, a\\u0007b, '', control_character"
    })
    void what_isnt_taken_is_at_fault(String type, String value, String more, String reason) {
        Imported imported = Imported.of(ImportFormat.MISP, attribute(type, value, more));

        assertThat(imported.lines).isEmpty();
        assertThat(imported.wrong()).containsExactly("1 " + reason);
        assertThat(imported.faults.get(0).message()).endsWith(".");
    }

    @Test
    void an_unsupported_type_is_named() {
        assertThat(Imported.of(ImportFormat.MISP, attribute("md5", "a", ""))
                        .faults
                        .get(0)
                        .message())
                .contains("md5");
    }

    @Test
    void a_deleted_attribute_is_passed_over() {
        Imported imported = Imported.of(ImportFormat.MISP, attribute("md5", "a", ", \"deleted\": true"));

        assertThat(imported.lines).isEmpty();
        assertThat(imported.faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "7",
                "{\"a\": 1}",
                "{\"Event\": {",
                "{\"Event\": {}} x",
                "{\"Event\": {}, \"Event\": {}}"
            })
    void what_holds_no_event_is_refused_as_a_whole(String text) {
        assertThat(Imported.unreadable(ImportFormat.MISP, text)).hasMessageContaining("line 1");
    }

    @Test
    void envelopes_in_each_other_are_no_harm() {
        assertThat(Imported.unreadable(ImportFormat.MISP, "[".repeat(100_000))).hasMessageContaining("line 1");
    }

    @Test
    void an_attachment_of_any_size_is_passed_over() {
        String text = attribute("url", "http://a.test/", ", \"data\": \"" + "a".repeat(8 << 20) + "\"");

        assertThat(Imported.of(ImportFormat.MISP, text).lines).hasSize(1);
    }

    @Test
    void a_hundred_thousand_attributes_are_counted_while_they_are_made() throws IOException {
        InputStream many = Imported.endless(
                "{\"Event\": {\"Attribute\": [",
                100_000,
                number -> (number == 0 ? "" : ",\n") + "{\"type\": \"ip-dst|port\", \"value\": \"192.0.2.1|80\"}",
                "]}}");
        Imported.Count count = new Imported.Count();

        ImportFormat.MISP.read(many, count);

        assertThat(count.lines).isEqualTo(100_000);
        assertThat(count.faults).isEmpty();
    }

    private static String attribute(String type, String value, String more) {
        return "{\"Event\": {\"Attribute\": [{\"type\": \"" + type + "\", \"value\": \"" + value + "\"" + more + "}]}}";
    }
}
