// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRecordsWriterTest {

    private final XmlRecordsWriter writer = new XmlRecordsWriter("Return", "REPORTS", "REPORT");
    private final List<String> refusals = new ArrayList<>();

    @Test
    void a_record_is_written_in_the_order_of_its_fields() throws XMLStreamException {
        assertThat(written(record().put("ID", 43).put("Data", "a<b&c").put("Empty", "")))
                .isEqualTo("<Return><REPORTS><REPORT><ID>43</ID><Data>a&lt;b&amp;c</Data><Empty></Empty></REPORT>"
                        + "</REPORTS></Return>");
    }

    @Test
    void no_record_gives_an_empty_list() throws XMLStreamException {
        assertThat(written()).isEqualTo("<Return><REPORTS/></Return>");
    }

    @Test
    void the_list_may_have_attributes() throws XMLStreamException {
        writer.attribute("reset", "<\">");
        assertThat(written()).isEqualTo("<Return><REPORTS reset=\"&lt;&quot;&gt;\"/></Return>");
        assertThat(written(record()))
                .isEqualTo("<Return><REPORTS reset=\"&lt;&quot;&gt;\"><REPORT></REPORT></REPORTS></Return>");
    }

    @Test
    void nested_and_repeated_fields_come_back_as_they_were() throws XMLStreamException {
        ObjectNode record = record().put("A", "1");
        record.putArray("B").add("x").add("y");
        record.putObject("C").put("D", "2");
        record.putNull("E");
        String xml = written(record);
        record.remove("E");
        assertThat(readBack(xml)).containsExactly(record);
    }

    @ParameterizedTest
    @MethodSource
    void a_hostile_value_comes_back_exactly_and_as_one_record(String value) throws XMLStreamException {
        ObjectNode record = record().put("ID", "1").put("Data", value).put("Type", "3");
        assertThat(readBack(written(record))).containsExactly(record);
        assertThat(refusals).isEmpty();
    }

    static Stream<String> a_hostile_value_comes_back_exactly_and_as_one_record() {
        return Stream.of(
                "",
                " ",
                " padded ",
                "\t",
                "\n",
                "\r",
                "\r\n",
                "a\rb\r\nc\n\rd\r\r",
                "bad.example.test\r\nX-Injected: 1",
                "\"",
                "'",
                "\"'><",
                "<",
                ">",
                "&",
                "&amp;",
                "&#13;",
                "&lt;/Data&gt;",
                "]]>",
                "<![CDATA[x]]>",
                "<!-- -->",
                "<?xml version='1.0'?>",
                "</Data></REPORT><REPORT><ID>2</ID><Data>second.example.test",
                "<!DOCTYPE x [<!ENTITY e 'x'>]>",
                "&e;",
                "=cmd|' /C calc'!A0",
                "@SUM(1+1)",
                "+1",
                "-1",
                "$(id)",
                "`id`",
                "${jndi:ldap://192.0.2.1/a}",
                "{{7*7}}",
                "%0d%0a",
                "%00",
                "'; drop table object; --",
                "../../etc/passwd",
                "http://\u202Etset.elpmaxe",
                "http://\u200Bzero.example.test",
                "\uFEFFbad.example.test",
                "ехаmple.test",
                "xn--e1afmkfd.example.test",
                "悪い.example.test",
                "😀👨‍👩‍👧",
                "𠮷野.example.test",
                "\u0085\u2028\u2029",
                "\u007F\u0080\u009F",
                "\uFFFD",
                "e\u0301 é",
                "0300.0250.01.01",
                "0x7f.1",
                "http://a.example.test/" + "a".repeat(8000),
                "\"\\u0000\"",
                "\\",
                "javascript:alert(1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "a\u0000b",
                "\u0001",
                "\u0008",
                "\u000B",
                "\u000C",
                "\u001B[31m",
                "\u001F",
                "\uFFFE",
                "\uFFFF",
            })
    void a_character_that_xml_cannot_carry_is_refused_and_the_others_go_out(String value) throws XMLStreamException {
        assertRefused(value);
    }

    @Test
    void half_a_surrogate_pair_is_refused() throws XMLStreamException {
        assertRefused("\uD83D");
        assertRefused("\uDE00\uD83D");
        assertRefused("x\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a>", "1a", "a/><b", "a:b", "é"})
    void a_field_whose_name_is_no_element_name_is_refused(String name) throws XMLStreamException {
        assertThat(written(record().put(name, "x"))).isEqualTo("<Return><REPORTS/></Return>");
        assertThat(refusals).containsExactly("a field's name is no element name");
        assertThatThrownBy(() -> new XmlRecordsWriter(name, "a", "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_array_in_an_array_is_refused() throws XMLStreamException {
        ObjectNode record = record();
        record.putArray("A").addArray().add("x");
        assertThat(written(record)).isEqualTo("<Return><REPORTS/></Return>");
        assertThat(refusals).hasSize(1);
    }

    private void assertRefused(String value) throws XMLStreamException {
        refusals.clear();
        ObjectNode deep = record();
        deep.putObject("A").put("B", value);
        String xml = written(record().put("ID", "1").put("Data", value), record().put("ID", "2"), deep);
        assertThat(xml).isEqualTo("<Return><REPORTS><REPORT><ID>2</ID></REPORT></REPORTS></Return>");
        assertThat(refusals).hasSize(2).allMatch(reason -> reason.startsWith("XML 1.0 can't carry the character U+"));
    }

    private String written(ObjectNode... records) throws XMLStreamException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(List.of(records).iterator(), out, (record, reason) -> refusals.add(reason));
        return out.toString(UTF_8);
    }

    private static List<ObjectNode> readBack(String xml) {
        List<ObjectNode> all = new ArrayList<>();
        try (XmlRecords records =
                XmlRecords.open(new ByteArrayInputStream(xml.getBytes(UTF_8)), "Return/REPORTS/REPORT", 100, 10_000)) {
            records.forEachRemaining(all::add);
        }
        return all;
    }

    private static ObjectNode record() {
        return JsonNodeFactory.instance.objectNode();
    }
}
