// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordsTest {

    @Test
    void an_array_at_the_root_is_read_record_by_record() {
        assertThat(records("[{\"a\":1}, {\"a\":{\"b\":[null]}}]", ""))
                .containsExactly("{\"a\":1}", "{\"a\":{\"b\":[null]}}");
        assertThat(records("[]", "")).isEmpty();
    }

    @Test
    void an_array_under_a_path_is_found_between_other_fields() {
        String json = "{\"x\":{\"items\":[{}]},\"data\":{\"n\":2,\"items\":[{\"a\":1}],\"m\":[{}]},\"end\":[1]}";
        assertThat(records(json, "data.items")).containsExactly("{\"a\":1}");
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(records("\uFEFF[{}]", "")).containsExactly("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{}}",
                "{\"data\":[]}",
                "{\"other\":1}",
                "{\"data\":{\"items\":{}}}",
                "{\"data\":{\"items\":null}}",
                "{\"data\":{\"items\":[1]}}",
                "{\"data\":{\"items\":[{},[]]}}",
                "[]",
                "",
            })
    void another_shape_is_no_empty_list(String json) {
        assertThatThrownBy(() -> records(json, "data.items")).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1,\"a\":2}]",
                "[{\"a\":NaN}]",
                "[{\"a\":Infinity}]",
                "[{\"a\":1}] x",
                "[{\"a\":1}][]",
                "[{\"a\":1},]",
                "[{\"a\":01}]",
                "[{'a':1}]",
                "[{\"a\":1}/**/]",
                "[{\"a\":\"\u0000\"}]",
                "[{\"a\":\"\n\"}]",
                "[{\"a\":1}",
                "[{\"a\":\"",
                "\u0000[]",
            })
    void a_document_that_is_not_strict_json_is_refused(String json) {
        assertThatThrownBy(() -> records(json, ""))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("Look at what the sender sent");
    }

    @Test
    void a_key_that_comes_twice_beside_the_array_is_refused() {
        assertThatThrownBy(() -> records("{\"items\":[],\"items\":[]}", "items"))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void records_before_a_break_have_been_handed_out() {
        try (JsonRecords records = open("[{\"a\":1},\n{\"a\":", "")) {
            assertThat(records.next().toString()).isEqualTo("{\"a\":1}");
            assertThatThrownBy(records::hasNext)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("line 2, column");
        }
    }

    @Test
    void depth_length_and_number_of_records_are_bounded() {
        assertThatThrownBy(() -> records("[{\"a\":" + "[".repeat(100_000), "")).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> records("[{\"a\":\"" + "x".repeat(1001) + "\"}]", ""))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> records("[" + "{},".repeat(10) + "{}]", ""))
                .hasMessageContaining("more than 10 records");
        assertThatThrownBy(() -> records("[{\"a\":[" + "1,".repeat(100_000) + "1]}]", ""))
                .hasMessageContaining("takes more than");
        assertThatThrownBy(() -> records("[{\"a\":" + "9".repeat(101) + "}]", ""))
                .isInstanceOf(UnreadableException.class);
    }

    private static JsonRecords open(String json, String path) {
        return JsonRecords.open(new ByteArrayInputStream(json.getBytes(UTF_8)), path, 10, 1000);
    }

    private static List<String> records(String json, String path) {
        List<String> all = new ArrayList<>();
        try (JsonRecords records = open(json, path)) {
            records.forEachRemaining(record -> all.add(((JsonNode) record).toString()));
        }
        return all;
    }
}
