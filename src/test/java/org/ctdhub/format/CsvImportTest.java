// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvImportTest {

    private static final List<String> HOSTILE = List.of(
            "\"",
            "'",
            "\\",
            "\\\"},{\"",
            "</REPORT>",
            "]]>",
            "&amp;",
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(1)",
            "$(id)",
            "`id`",
            ";id",
            ",id",
            "|id",
            "${body}",
            "{{url}}",
            "#{1+1}",
            "%{x}",
            "%0d%0a",
            "%00",
            "../..",
            "?a=b&c=d#e",
            "\u202Egnp.exe",
            "\u200B",
            "\u0430pple",
            "xn--pple-43d",
            "\u65e5\u672c",
            "\uD83D\uDCA3",
            "' or 1=1 --",
            "*",
            "\"\"",
            "\",\"",
            "sep=,",
            "#",
            "a".repeat(1_900));

    @Test
    void the_header_says_what_stands_where() {
        Imported imported = Imported.of(
                ImportFormat.CSV,
                "\uFEFFNotes,RISK,value,Type,expires,Action,other|from the team,high, bad.example.test ,domain,2027-01-01,block,x|"
                        .replace("|", "\r\n"));

        assertThat(imported.lines)
                .containsExactly(new ImportLine(
                        2, "domain", "bad.example.test", "block", "2027-01-01", "high", "from the team"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content,type,scan_action,expiration_utc_date,risk level,description",
                "object;type;scan action;expiration date;risk;note",
                "Indicator\tObject Type\tScan Action\tExpiration\tRisk Level\tNotes",
                "\"Object\",\"Type\",\"Scan-Action\",\"Expiration Date\",\"Risk\",\"Note\""
            })
    void columns_go_by_other_names_and_separators_too(String header) {
        String separator = header.contains("\t") ? "\t" : header.contains(";") ? ";" : ",";
        String row = String.join(separator, "bad.example.test", "Domain", "log", "2027-01-01", "low", "n");

        assertThat(Imported.of(ImportFormat.CSV, header + "\n" + row).lines)
                .containsExactly(new ImportLine(2, "domain", "bad.example.test", "log", "2027-01-01", "low", "n"));
    }

    @ParameterizedTest
    @CsvSource({
        "File SHA-1, file_sha1",
        "SHA1, file_sha1",
        "file_sha1, file_sha1",
        "File SHA1, file_sha1",
        "SHA-256, file_sha256",
        "File SHA-256, file_sha256",
        "IP address, ip",
        "IP, ip",
        "ipv4-addr, ip",
        "URL, url",
        "Domain, domain",
        "Domain name, domain",
        "hostname, domain",
        "mutex, mutex",
        "'', "
    })
    void types_are_known_by_the_words_that_products_write(String word, String type) {
        assertThat(Imported.of(ImportFormat.CSV, "type,value\n" + word + ",x").lines)
                .extracting(ImportLine::type)
                .containsExactly(type);
    }

    @Test
    void the_export_of_a_virtual_analyzer_list_is_read_by_its_columns() {
        Imported imported = Imported.of(ImportFormat.VIRTUAL_ANALYZER_CSV, """
                Object,Type,Risk Level,Expiration,Added,Latest Analyzer
                '=HYPERLINK,URL,High,2027-01-01 00:00:00,2026-01-01,a
                192.0.2.1,IP address,Low,,,
                """);

        assertThat(imported.lines)
                .containsExactly(
                        new ImportLine(2, "url", "=HYPERLINK", null, "2027-01-01 00:00:00", "High", null),
                        new ImportLine(3, "ip", "192.0.2.1", null, null, "Low", null));
    }

    @Test
    void quotes_hold_separators_quotes_and_line_breaks() {
        Imported imported = Imported.of(
                ImportFormat.CSV,
                "value,notes\n\"http://bad.example.test/a,b\",\"said \"\"no\"\"\r\n\r\nand left\"\nlast.example.test,\n");

        assertThat(imported.lines)
                .containsExactly(
                        new ImportLine(
                                2, null, "http://bad.example.test/a,b", null, null, null, "said \"no\" and left"),
                        new ImportLine(5, null, "last.example.test", null, null, null, null));
        assertThat(imported.faults).isEmpty();
    }

    @Test
    void a_row_with_too_many_or_few_cells_is_at_fault() {
        Imported imported = Imported.of(ImportFormat.CSV, "value,notes\na,b,c\nd\ne,f\n\n,,\n,\n,g\n");

        assertThat(imported.said()).containsExactly("4 null e");
        assertThat(imported.wrong()).containsExactly("2 cells", "3 cells", "6 cells", "8 no_value");
    }

    @Test
    void a_stray_quote_takes_one_line_along_and_no_more() {
        String rows = "a,b|\"open,b|c,d|e\"e,f|g,h|\"i\"x,j|k,\"l|".replace('|', '\n');

        Imported imported = Imported.of(ImportFormat.CSV, "value,notes\n" + rows + "m,n\n".repeat(40_000));

        assertThat(imported.wrong()).containsExactly("3 quotes", "5 quotes", "7 quotes", "8 quotes");
        assertThat(imported.said()).startsWith("2 null a", "4 null c", "6 null g", "9 null m");
        assertThat(imported.lines.size() + imported.faults.size()).isEqualTo(40_007);
    }

    @Test
    void a_line_that_cant_be_read_is_at_fault_and_the_next_one_is_read() {
        byte[] text = ("value,notes\nb\u00e4d,x\na\u0000b,x\n" + "a".repeat(1 << 20) + ",x\n\"in\nside\",x\n\"open\n"
                        + "b".repeat(1 << 17) + "\",x\nlast,a\u0001b")
                .getBytes(ISO_8859_1);

        Imported imported = Imported.of(ImportFormat.CSV, text);

        assertThat(imported.wrong())
                .containsExactly(
                        "2 not_utf8",
                        "3 control_character",
                        "4 too_long",
                        "5 control_character",
                        "7 quotes",
                        "8 too_long");
        assertThat(imported.lines).containsExactly(new ImportLine(9, null, "last", null, null, null, "a b"));
    }

    @Test
    void notes_are_cut_at_256_characters() {
        Imported imported = Imported.of(ImportFormat.CSV, "value,notes\na," + "n".repeat(500));

        assertThat(imported.lines.get(0).notes()).hasSize(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type,notes\na,b", "bad.example.test\nworse.example.test", "\"value\nb", "sep=;\nvalue"})
    void a_file_without_a_value_column_is_refused_with_what_it_says(String text) {
        assertThat(Imported.unreadable(ImportFormat.CSV, text))
                .hasMessageContaining("Line 1 names no column value")
                .hasMessageContaining("expires")
                .hasMessageContaining(text.substring(0, text.indexOf('\n')));
    }

    @Test
    void a_header_that_is_missing_or_has_two_meanings_is_refused() {
        assertThat(Imported.unreadable(ImportFormat.CSV, "\n \n")).hasMessageContaining("empty");
        assertThat(Imported.unreadable(ImportFormat.CSV, "a".repeat(70_000))).hasMessageContaining("header");
        assertThat(Imported.unreadable(ImportFormat.CSV, "value,content\na,b")).hasMessageContaining("value twice");
    }

    @Test
    void hostile_values_come_out_as_they_went_in() {
        for (String hostile : HOSTILE) {
            String value = "http://bad.example.test/" + hostile;
            String row = '"' + value.replace("\"", "\"\"") + "\",n\n";
            assertThat(Imported.of(ImportFormat.CSV, "value,notes\n" + row).lines)
                    .extracting(ImportLine::value)
                    .containsExactly(value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {"'=a, =a", "'+a, +a", "'-a, -a", "'@a, @a", "'a, 'a", "''=a, ''=a", "', '", "=a, =a"})
    void the_apostrophe_that_guards_a_spreadsheet_is_taken_off(String cell, String value) {
        assertThat(Imported.of(ImportFormat.CSV, "value\n" + cell).lines)
                .extracting(ImportLine::value)
                .containsExactly(value);
    }

    @Test
    void a_million_rows_are_counted_while_they_are_made() throws IOException {
        InputStream million = Imported.endless(
                "type,value,notes\n", 1_000_000, number -> "domain,host-" + number + ".example.test,\"a, b\"\n", "");
        Imported.Count count = new Imported.Count();

        ImportFormat.CSV.read(million, count);

        assertThat(count.lines).isEqualTo(1_000_000);
        assertThat(count.faults).isEmpty();
    }
}
