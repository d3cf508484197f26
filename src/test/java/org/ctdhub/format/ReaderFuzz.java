// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.ctdhub.testing.Seeds;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in is read, or refused in words: no reader fails in another way, and none runs on for ever. */
class ReaderFuzz {

    private static final int MOST = 1_000;
    private static final int CHARS = 10_000;

    static Stream<byte[]> xml() {
        return Seeds.inCases(text -> text.startsWith("<") && !text.contains("CEF:"))
                .map(text -> text.getBytes(UTF_8));
    }

    static Stream<byte[]> json() {
        return Stream.concat(Seeds.inCases(text -> text.startsWith("{") || text.startsWith("[")), Stream.of("[{}]"))
                .map(text -> text.getBytes(UTF_8));
    }

    static Stream<String> events() {
        return Seeds.inCases(EventLine::isOne);
    }

    static Stream<byte[]> files() {
        return Stream.of(
                        "type,value,notes\nurl,http://bad.example.test/,\"a, \"\"b\"\"\"\nip,203.0.113.9,\n",
                        "http://bad.example.test/a\n203.0.113.9 # remark\n",
                        "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"indicator\",\"pattern_type\":\"stix\","
                                + "\"pattern\":\"[url:value = 'http://bad.example.test/'] OR [file:hashes.'SHA-1' = 'a']\"}]}",
                        "{\"response\":[{\"Event\":{\"Attribute\":[{\"type\":\"filename|sha1\",\"value\":\"a|b\"}]}}]}")
                .map(text -> text.getBytes(UTF_8));
    }

    static Stream<String> values() {
        return Stream.of("http://bad.example.test/?a=1&b=<c>", "]]>", "\r\n", "\ud83d\ude00", "=cmd|' /C calc'!A0");
    }

    @MethodSource("xml")
    @FuzzTest
    void a_list_in_xml(byte @NotNull [] document) {
        try (XmlRecords records =
                XmlRecords.open(new ByteArrayInputStream(document), "Return/REPORTS/REPORT", MOST, CHARS)) {
            records.forEachRemaining(record -> assertThat(record.isObject()).isTrue());
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @MethodSource("xml")
    @FuzzTest
    void a_document_in_xml(byte @NotNull [] document) {
        try {
            XmlRecords.documentWithAttributes(new ByteArrayInputStream(document));
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @MethodSource("json")
    @FuzzTest
    void a_list_in_json(byte @NotNull [] document) {
        for (String path : List.of("", "Data", "data.items")) {
            try (JsonRecords records = JsonRecords.open(new ByteArrayInputStream(document), path, MOST, CHARS)) {
                records.forEachRemaining(record -> assertThat(record.isObject()).isTrue());
            } catch (UnreadableException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @MethodSource("events")
    @FuzzTest
    void an_event(@NotNull String line) {
        try {
            ObjectNode event = EventLine.read(line);
            assertThat(event.path("format").asText()).isIn("cef", "leef");
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @MethodSource("files")
    @FuzzTest
    void a_file_to_import(byte @NotNull [] file) {
        for (ImportFormat format : ImportFormat.values()) {
            try {
                Imported.of(format, file);
            } catch (UnreadableException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @MethodSource("files")
    @FuzzTest
    void a_table_that_a_person_carries(byte @NotNull [] file) {
        try {
            CsvTable table = CsvTable.read(file, List.of("type", "value", "notes"));
            assertThat(CsvTable.read(table.with(table.rows()), List.of("type", "value", "notes"))
                            .rows())
                    .as("written and read again")
                    .isEqualTo(table.rows());
        } catch (UnreadableException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @MethodSource("values")
    @FuzzTest
    void a_value_in_xml_comes_back_as_it_was_or_is_not_written(@NotNull String value) throws XMLStreamException {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("Data", value);
        List<String> refused = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XmlRecordsWriter("Return", "REPORTS", "REPORT")
                .write(List.of(record).iterator(), out, (node, why) -> refused.add(why));

        List<String> read = new ArrayList<>();
        try (XmlRecords records = XmlRecords.open(
                new ByteArrayInputStream(out.toByteArray()), "Return/REPORTS/REPORT", MOST, Integer.MAX_VALUE / 8)) {
            records.forEachRemaining(one -> read.add(one.path("Data").asText()));
        }
        assertThat(read).isEqualTo(refused.isEmpty() ? List.of(value) : List.of());
    }
}
