// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.text.MessageFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;
import org.ctdhub.object.Defang;
import org.ctdhub.publish.ReportTable.Word;
import org.ctdhub.registry.ReportPlan.Language;
import org.ctdhub.registry.ReportSchedule.Stretch;

/** How a report's page says things: in a language, and with the times of a zone. */
public final class ReportWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final ResourceBundle.Control AS_NAMED =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle words;
    private final ZoneId zone;

    ReportWords(Language language, ZoneId zone) {
        this.words =
                ResourceBundle.getBundle("org.ctdhub.publish.report", Locale.forLanguageTag(language.word()), AS_NAMED);
        this.zone = zone;
    }

    /** The language as pages name it. */
    public String language() {
        return words.getLocale().getLanguage();
    }

    /** A sentence or heading, with what belongs in its places. */
    public String of(String key, Object... values) {
        return new MessageFormat(words.getString(key), words.getLocale()).format(values);
    }

    /** A cell as a person reads it. What others wrote is defanged: it can't become a link. */
    public String cell(Object cell) {
        if (cell instanceof Word word) {
            String key = word.group() + "." + word.word();
            return words.containsKey(key) ? of(key) : Defang.text(word.word());
        }
        if (cell instanceof Long number) {
            return String.format(Locale.ROOT, "%,d", number);
        }
        if (cell instanceof Instant at) {
            return time(at);
        }
        return cell == null ? "" : Defang.text(cell.toString());
    }

    /** Whether a cell is shown at the right, as numbers are. */
    public boolean isNumber(Object cell) {
        return cell instanceof Long;
    }

    /** To the minute, in the report's zone. */
    public String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** The days of a period, the last one included. */
    public String days(Stretch time) {
        LocalDate first = LocalDate.ofInstant(time.since(), zone);
        LocalDate last = LocalDate.ofInstant(time.until(), zone).minusDays(1);
        return first.equals(last) ? first.toString() : of("days", first, last);
    }
}
