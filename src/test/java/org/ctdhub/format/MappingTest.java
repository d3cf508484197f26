// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {

    private static final String BOTH = """
            # how a made-up product says it
            def kinds: {"0": "ip", "3": "domain"};
            def read: {type: kinds[.Type], value: .Data};
            def write: {Type: (.type as $t | kinds | to_entries[] | select(.value == $t).key), Data: .value};
            # the end""";

    @TempDir
    Path folder;

    @Test
    void a_record_is_read_and_an_object_written() throws IOException {
        Mapping mapping = mapping(BOTH);
        JsonNode record = json("{\"Type\":\"3\",\"Data\":\"bad.example.test\"}");
        JsonNode object = json("{\"type\":\"domain\",\"value\":\"bad.example.test\"}");
        assertThat(mapping.apply("read", record)).isEqualTo(object);
        assertThat(mapping.apply("write", object)).isEqualTo(record);
    }

    @Test
    void a_file_may_define_one_direction_only() throws IOException {
        Mapping mapping = mapping("def read: .a;");
        assertThat(mapping.apply("read", json("{\"a\":1}"))).isEqualTo(json("1"));
        assertThatThrownBy(() -> mapping.apply("write", json("{}")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("map.jq defines no write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"def write: {a: ;", "def write: \"open;", "def write: \\;", "def write: [1;"})
    void a_broken_file_is_named_with_the_line(String secondLine) {
        assertThatThrownBy(() -> mapping("def read: .a;\n" + secondLine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("map.jq")
                .hasMessageContaining("line 2");
    }

    @Test
    void a_function_that_the_file_does_not_define_is_asked_for_by_name() throws IOException {
        Mapping mapping = mapping("def read(f): .; def write: .;");
        assertThatThrownBy(() -> mapping.apply("read", json("{}")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("map.jq defines no read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "env.PATH",
                "$ENV",
                "$ENV.PATH",
                "input",
                "[inputs]",
                "input_filename",
                "debug",
                "stderr",
                "debug_scope",
                "now",
                "get_search_list",
                "$__prog_args"
            })
    void a_mapping_sees_nothing_but_its_input(String call) throws IOException {
        Mapping mapping = mapping("def read: " + call + ";");
        assertThatThrownBy(() -> mapping.apply("read", json("{}"))).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty",
                ".a, .b",
                "range(1000000000)",
                "try (1, 2) catch 3",
                "def f: f; f",
                "def f: 1 + f; f",
                ".a.b.c | error",
                ".value | tonumber",
                "error(\"x\" * 100000)",
                "$undefined",
                "undefined",
                ".value | test(\"(\")",
                ".value | fromjson",
                "\"x\" | ltrimstr(1) | .[0]"
            })
    void a_mapping_without_exactly_one_result_is_an_error_with_a_reason(String jq) throws IOException {
        Mapping mapping = mapping("def read: " + jq + ";");
        assertThatThrownBy(() -> mapping.apply("read", json("{\"value\":\"x\\r\\ny\",\"a\":1}")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("map.jq")
                .message()
                .hasSizeLessThan(400)
                .doesNotContain("\r", "\n");
    }

    @Test
    void many_threads_share_one_mapping() throws IOException {
        Mapping mapping = mapping(BOTH);
        boolean allRight = IntStream.range(0, 5000).parallel().allMatch(i -> {
            JsonNode record =
                    JsonNodeFactory.instance.objectNode().put("Type", "0").put("Data", "192.0.2." + i);
            return mapping.apply("write", mapping.apply("read", record)).equals(record);
        });
        assertThat(allRight).isTrue();
    }

    @Test
    void a_mapping_knows_the_hubs_mark() throws IOException {
        Mapping mapping = mapping("def ours: startswith($mark); def read: { ours: ours };");
        assertThat(mapping.apply("read", json("\"mark 1\"")).path("ours").asBoolean())
                .isTrue();
        assertThat(mapping.apply("read", json("\"1\"")).path("ours").asBoolean())
                .isFalse();
    }

    private Mapping mapping(String jq) throws IOException {
        return Mapping.load(Files.writeString(folder.resolve("map.jq"), jq), "mark");
    }

    private static JsonNode json(String text) {
        return StrictJson.read(text);
    }
}
