// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class XmlRecordsTest {

    private static final String TWO = "<Return><REPORTS><REPORT><ID>43</ID><Data>bad.example.test</Data></REPORT>"
            + "<REPORT><ID>44</ID><Data/></REPORT></REPORTS></Return>";

    @Test
    void each_record_becomes_an_object_of_strings() {
        assertThat(texts(TWO))
                .containsExactly("{\"ID\":\"43\",\"Data\":\"bad.example.test\"}", "{\"ID\":\"44\",\"Data\":\"\"}");
    }

    @Test
    void a_lone_record_has_the_same_shape_as_many() {
        assertThat(texts("<Return><REPORTS><REPORT><ID>43</ID></REPORT></REPORTS></Return>"))
                .containsExactly("{\"ID\":\"43\"}");
    }

    @Test
    void an_empty_list_has_no_record() {
        assertThat(texts("<Return><REPORTS/></Return>")).isEmpty();
    }

    @Test
    void nested_elements_become_objects_and_repeated_names_arrays() {
        assertThat(texts("<R><REPORT><A><B>1</B><B/><B>3</B></A><!-- x --><?x y?><C><![CDATA[<&]]></C></REPORT></R>"))
                .containsExactly("{\"A\":{\"B\":[\"1\",\"\",\"3\"]},\"C\":\"<&\"}");
    }

    @Test
    void text_beside_elements_is_kept() {
        assertThat(texts("<R><REPORT>a<B>1</B>b</REPORT><REPORT>c</REPORT><REPORT/></R>"))
                .containsExactly("{\"B\":\"1\",\"\":\"ab\"}", "{\"\":\"c\"}", "{}");
    }

    @Test
    void a_namespace_leaves_the_local_name() {
        assertThat(texts("<s:R xmlns:s='urn:x'><s:REPORT><s:ID>1</s:ID></s:REPORT></s:R>"))
                .containsExactly("{\"ID\":\"1\"}");
    }

    @Test
    void characters_and_blanks_stay_as_they_are() {
        assertThat(records("<R><REPORT><D> a&lt;&#x1F600;&#13;&quot; </D></REPORT></R>"))
                .singleElement()
                .extracting(r -> r.get("D").textValue())
                .isEqualTo(" a<😀\r\" ");
    }

    @Test
    void with_a_path_only_the_records_under_it_count() {
        String xml =
                "<Return><OTHER><REPORT/></OTHER><REPORTS reset='1'><REPORT><ID>1</ID></REPORT></REPORTS></Return>";
        try (XmlRecords records = XmlRecords.open(bytes(xml), "Return/REPORTS/REPORT", 10, 100)) {
            assertThat(records.next().toString()).isEqualTo("{\"ID\":\"1\"}");
            assertThat(records.hasNext()).isFalse();
            assertThat(records.attribute("reset")).contains("1");
            assertThat(records.attribute("other")).isEmpty();
        }
    }

    @Test
    void with_a_path_an_error_page_is_no_empty_list() {
        try (XmlRecords records =
                XmlRecords.open(bytes("<html><body>Sorry</body></html>"), "Return/REPORTS/REPORT", 10, 100)) {
            assertThatThrownBy(records::hasNext)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("no element Return/REPORTS");
        }
    }

    @Test
    void records_before_a_break_have_been_handed_out() {
        try (XmlRecords records = XmlRecords.open(bytes(TWO.substring(0, TWO.length() - 30)), "REPORT", 10, 100)) {
            assertThat(records.next().get("ID").textValue()).isEqualTo("43");
            assertThatThrownBy(records::next)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("line 1, column ")
                    .hasMessageContaining("Look at what the sender sent");
        }
    }

    @Test
    void every_truncation_is_an_error() {
        for (int length = 0; length < TWO.length(); length++) {
            String cut = TWO.substring(0, length);
            assertThatThrownBy(() -> records(cut)).as(cut).isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void more_records_than_allowed_are_an_error() {
        try (XmlRecords records = XmlRecords.open(bytes(TWO), "REPORT", 1, 100)) {
            records.next();
            assertThatThrownBy(records::hasNext).hasMessageContaining("more than 1 records");
        }
    }

    @Test
    void a_record_with_too_much_text_is_an_error() {
        try (XmlRecords records = XmlRecords.open(bytes(TWO), "REPORT", 10, 17)) {
            assertThatThrownBy(records::hasNext).hasMessageContaining("more than 17 characters");
        }
    }

    @Test
    void a_document_is_read_whole() {
        ObjectNode report = XmlRecords.document(bytes("<?xml version='1.0'?>\n<REPORTS><LEVEL>3</LEVEL></REPORTS>\n"));
        assertThat(report.toString()).isEqualTo("{\"REPORTS\":{\"LEVEL\":\"3\"}}");
    }

    @Test
    void a_document_of_more_than_4_mebi_characters_is_an_error() {
        String long5 = "<R>" + "<D>x</D>".repeat(10) + "<D>" + "y".repeat(5 << 20) + "</D></R>";
        assertThatThrownBy(() -> XmlRecords.document(bytes(long5)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("more than 4194304");
    }

    private static List<ObjectNode> records(String xml) {
        List<ObjectNode> all = new ArrayList<>();
        try (XmlRecords records = XmlRecords.open(bytes(xml), "REPORT", 1000, 100_000)) {
            records.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<String> texts(String xml) {
        return records(xml).stream().map(JsonNode::toString).toList();
    }

    private static ByteArrayInputStream bytes(String xml) {
        return new ByteArrayInputStream(xml.getBytes(UTF_8));
    }
}
