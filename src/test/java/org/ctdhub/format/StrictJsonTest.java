// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @Test
    void a_value_is_read_and_written_back() {
        String json = "{\"a\":[1,\"悪\",null,true],\"b\":{}}";
        assertThat(StrictJson.write(StrictJson.read(json))).asString(UTF_8).isEqualTo(json);
        assertThat(StrictJson.write(read(json, UTF_8))).asString(UTF_8).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"a\":1,\"a\":1}", "{} {}", "[1]]", "NaN", "-Infinity", "{a:1}", "// x\n1"})
    void text_that_is_not_strict_is_refused(String json) {
        assertThatThrownBy(() -> StrictJson.read(json)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read(json, UTF_8)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void depth_is_bounded() {
        assertThatThrownBy(() -> StrictJson.read("[".repeat(100_000))).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u00C0\u0080", "\u00C0\u00A2", "\u00E0\u0080\u00A2", "\u00ED\u00A0\u0080", "\u00FF", "\u00E6"})
    void bytes_that_are_not_utf_8_are_refused(String latin1) {
        assertThatThrownBy(() -> read("\"" + latin1 + "\"", ISO_8859_1))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void another_encoding_is_refused() {
        assertThatThrownBy(() -> read("{\"a\":1}", UTF_16LE)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read("\"悪\"", Charset.forName("Shift_JIS"))).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read("\"悪\"", Charset.forName("EUC-JP"))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void half_a_surrogate_pair_is_not_written() {
        assertThatThrownBy(() -> StrictJson.write(TextNode.valueOf("\uD83D"))).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() ->
                        StrictJson.write(JsonNodeFactory.instance.objectNode().put("a", "\uDE00x")))
                .isInstanceOf(UnreadableException.class);
    }

    private static JsonNode read(String json, Charset charset) {
        return StrictJson.read(new ByteArrayInputStream(json.getBytes(charset)));
    }
}
