// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTreeTest {

    @Test
    void attributes_namespaces_and_repeated_elements_come_back() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ObjectNode list =
                tree.putObject("list").put("@xmlns", "urn:example:a&b").put("@kind", "<\"x\">");
        list.putArray("entry").add(1).add("2");
        list.putNull("none");

        String xml = XmlTree.document(tree);

        assertThat(xml)
                .startsWith("<list xmlns=\"urn:example:a&amp;b\"")
                .endsWith("<entry>1</entry><entry>2</entry></list>");
        JsonNode read =
                XmlRecords.documentWithAttributes(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.at("/list/@kind").asText()).isEqualTo("<\"x\">");
        assertThat(read.at("/list/entry/1").asText()).isEqualTo("2");
        assertThat(read.at("/list")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</value><value>",
                "]]>",
                "<!--",
                "&amp;",
                "\r\n",
                "${body}",
                "{{url}}",
                "'\"",
                "\uD83D\uDCA3",
                " "
            })
    void an_attackers_text_stays_one_value(String value) {
        SoapRequest request = SoapRequest.of(call(value, "urn:example:do"));
        JsonNode read =
                XmlRecords.document(new ByteArrayInputStream(request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(read.at("/Envelope/Body/set/entry/value").asText()).isEqualTo(value);
        assertThat(request.action()).isEqualTo("\"urn:example:do\"");
    }

    @Test
    void what_has_no_form_in_xml_or_in_a_header_is_refused() {
        assertThatThrownBy(() -> SoapRequest.of(call("\u0001", "")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("U+0001");
        assertThatThrownBy(() -> SoapRequest.of(call("x", "a\r\nX-Injected: 1")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("SOAPAction");
        ObjectNode odd = JsonNodeFactory.instance.objectNode();
        odd.putObject("a").put("@b", "two\nlines");
        assertThatThrownBy(() -> XmlTree.document(odd)).hasMessageContaining("one line of text");
        ObjectNode name = JsonNodeFactory.instance.objectNode();
        name.putObject("a").put("b c", "x");
        assertThatThrownBy(() -> XmlTree.document(name)).isInstanceOf(UnreadableException.class);
    }

    private static JsonNode call(String value, String action) {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("namespace", "urn:example:lists").put("operation", "set").put("action", action);
        call.putObject("arguments").putArray("entry").addObject().put("value", value);
        return call;
    }
}
