// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListImportTest {

    @Test
    void each_line_is_a_value_of_a_type_to_be_guessed() {
        Imported imported = Imported.of(
                ImportFormat.LIST,
                "\uFEFF# from the team\r\n\r\nbad.example.test\r  192.0.2.1\t\n\n #no\nhttp://bad.example.test/#a");

        assertThat(imported.said())
                .containsExactly("3 null bad.example.test", "4 null 192.0.2.1", "7 null http://bad.example.test/#a");
        assertThat(imported.faults).isEmpty();
        assertThat(imported.lines.get(0))
                .isEqualTo(new ImportLine(3, null, "bad.example.test", null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\r\n", "# a", "\uFEFF"})
    void a_list_of_nothing_has_nothing(String text) {
        Imported imported = Imported.of(ImportFormat.LIST, text);

        assertThat(imported.lines).isEmpty();
        assertThat(imported.faults).isEmpty();
    }

    @Test
    void a_line_that_cant_be_read_is_at_fault_and_the_next_one_is_read() {
        byte[] text = ("good.example.test\nb\u00e4d.example.test\na\u0000b.example.test\na\tb\n" + "a".repeat(65_536)
                        + "\n" + "a".repeat(65_537) + "\n" + "a".repeat(1 << 22) + "\nlast.example.test")
                .getBytes(ISO_8859_1);

        Imported imported = Imported.of(ImportFormat.LIST, text);

        assertThat(imported.wrong())
                .containsExactly(
                        "2 not_utf8", "3 control_character", "4 control_character", "6 too_long", "7 too_long");
        assertThat(imported.lines).extracting(ImportLine::line).containsExactly(1L, 5L, 8L);
    }

    @Test
    void what_a_fault_shows_is_short_and_harmless() {
        Imported imported = Imported.of(
                ImportFormat.LIST, "a\u0000\u202e\n" + "\uD83D\uDCA3".repeat(20_000) + "\n" + "\u0007".repeat(500));

        assertThat(imported.faults).hasSize(3).allSatisfy(fault -> {
            assertThat(fault.text()).hasSizeLessThanOrEqualTo(200).doesNotContain("\u0000", "\u202e", "\u0007");
            assertThat(fault.message()).endsWith(".");
        });
    }

    @Test
    void a_list_in_utf_16_is_refused_as_a_whole() {
        assertThatThrownBy(() -> Imported.of(ImportFormat.LIST, "bad.example.test".getBytes(UTF_16)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("Save the file as UTF-8");
    }

    @Test
    void a_million_lines_are_counted_while_they_are_made() throws IOException {
        InputStream million =
                Imported.endless("# list\n", 1_000_000, number -> "host-" + number + ".example.test\n", "");
        Imported.Count count = new Imported.Count();

        ImportFormat.LIST.read(million, count);

        assertThat(count.lines).isEqualTo(1_000_000);
        assertThat(count.faults).isEmpty();
    }

    @Test
    void a_stream_that_breaks_is_the_networks_fault_and_not_the_files() {
        for (ImportFormat format : ImportFormat.values()) {
            assertThatThrownBy(() -> format.read(new BrokenStream(), new Imported()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("gone");
        }
    }

    @ParameterizedTest
    @EnumSource(ImportFormat.class)
    void a_format_is_found_by_its_word(ImportFormat format) {
        assertThat(ImportFormat.of(format.word())).isSameAs(format);
    }

    @Test
    void an_unknown_format_is_refused_with_those_that_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImportFormat.of("xlsx"))
                .withMessageContaining("csv, list, stix, misp, va-csv");
        assertThatIllegalArgumentException().isThrownBy(() -> ImportFormat.of(null));
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("gone");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("gone");
        }
    }
}
