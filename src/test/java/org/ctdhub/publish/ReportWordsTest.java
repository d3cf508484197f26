// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.ctdhub.publish.ReportTable.Word;
import org.ctdhub.registry.ReportNumbers;
import org.ctdhub.registry.ReportNumbers.TakenBack;
import org.ctdhub.registry.ReportPlan.Language;
import org.ctdhub.registry.ReportSchedule.Stretch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports say the same in each language, and nothing in them can be clicked. */
class ReportWordsTest {

    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final ReportNumbers NOTHING = new ReportNumbers(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new TakenBack(0, List.of(), 0, 0),
            List.of(),
            List.of());

    @Test
    void each_language_has_the_same_words() {
        Set<String> english = keys("en");

        assertThat(keys("ja")).isEqualTo(english).hasSizeGreaterThan(60);
    }

    private static Set<String> keys(String language) {
        return new TreeSet<>(ResourceBundle.getBundle("org.ctdhub.publish.report_" + language)
                .keySet());
    }

    @ParameterizedTest
    @EnumSource
    void every_table_and_column_has_its_words(Language language) {
        ReportWords words = new ReportWords(language, TOKYO);

        assertThat(ReportTable.of(NOTHING)).allSatisfy(table -> {
            assertThat(words.of("section." + table.key())).isNotBlank();
            assertThat(words.of("note." + table.key())).isNotBlank().doesNotContain("''");
            assertThat(table.columns())
                    .allSatisfy(
                            column -> assertThat(words.of("column." + column)).isNotBlank());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bad.example.test/a.zip?u=http://b.example.test",
                "HTTPS://bad.example.test",
                "ftp://bad.example.test/",
                "www.example.test",
                "kim@example.test",
                "mailto:kim@example.test",
                "javascript://%0aalert(1).x",
                "hxxp://bad.example.test",
                "203.0.113.1"
            })
    void no_text_from_outside_can_become_a_link(String text) {
        ReportWords words = new ReportWords(Language.EN, TOKYO);

        for (Object cell : List.of(text, new Word("action", text))) {
            assertThat(words.cell(cell))
                    .doesNotContainPattern("(?i)https?:|(?<!hxxps?)://|(?<!\\[)\\.|(?<!\\[)@")
                    .isNotBlank();
        }
    }

    @Test
    void days_and_times_are_those_of_the_zone_and_the_last_day_is_one_of_them() {
        ReportWords words = new ReportWords(Language.EN, TOKYO);

        assertThat(words.days(
                        new Stretch(Instant.parse("2026-01-04T15:00:00Z"), Instant.parse("2026-01-11T15:00:00Z"))))
                .isEqualTo("2026-01-05 to 2026-01-11");
        assertThat(words.days(
                        new Stretch(Instant.parse("2026-01-04T15:00:00Z"), Instant.parse("2026-01-05T15:00:00Z"))))
                .isEqualTo("2026-01-05");
        assertThat(words.time(Instant.parse("2026-01-04T22:00:00Z"))).isEqualTo("2026-01-05 07:00");
        assertThat(words.cell(1_234_567L)).isEqualTo("1,234,567");
        assertThat(words.cell(new Word("type", "file_sha1"))).isEqualTo("file (SHA-1)");
        assertThat(words.cell(new Word("action", "their word"))).isEqualTo("their word");
    }
}
