// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {

    private static final List<String> COLUMNS = List.of("On", "Value", "Notes");

    @Test
    void the_first_line_may_name_the_columns_and_stays() {
        CsvTable named = read("On,Value,Notes\n1,a,b\n");
        assertThat(named.rows()).containsExactly(Map.of("On", "1", "Value", "a", "Notes", "b"));
        assertThat(new String(named.with(named.rows()), StandardCharsets.UTF_8))
                .isEqualTo("On,Value,Notes\r\n1,a,b\r\n");
        CsvTable bare = read("\uFEFF1,a,b");
        assertThat(new String(bare.with(bare.rows()), StandardCharsets.UTF_8)).isEqualTo("1,a,b\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b",
                "\"",
                "\"\"",
                "two\nlines",
                "two\r\nlines",
                "\r",
                " blank ",
                "=cmd|' /C calc'!A0",
                "\uD83D\uDCA3",
                "",
                "\t",
                "'",
                "\\",
                "1,\"2\",3\n4",
                "\u202Egnp.exe"
            })
    void whatever_a_cell_holds_comes_back_as_it_was(String value) {
        List<Map<String, String>> rows = List.of(
                Map.of("On", "1", "Value", value, "Notes", "x"), Map.of("On", "0", "Value", "y", "Notes", value));
        CsvTable again = CsvTable.read(read("").with(rows), COLUMNS);
        assertThat(again.rows()).isEqualTo(rows);
    }

    @Test
    void a_row_that_can_not_be_read_is_named_by_its_line() {
        assertThatThrownBy(() -> read("1,a,b\n1,\"two\nlines\",b\n1,a\n"))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("line 4: it has 2 cells instead of 3 (On, Value, Notes)");
        assertThatThrownBy(() -> read("1,a,b\n1,\"a,b\n"))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("behind line 1");
        assertThatThrownBy(() -> CsvTable.read("1,a,b\n1,\u00E4,b".getBytes(StandardCharsets.ISO_8859_1), COLUMNS))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("line 2: its bytes are not UTF-8");
    }

    private static CsvTable read(String text) {
        return CsvTable.read(text.getBytes(StandardCharsets.UTF_8), COLUMNS);
    }
}
