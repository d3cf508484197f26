// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as the Automation API takes and shows them. */
final class AutomationDate {

    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
            + "(?::[0-9]{2}(?:[.][0-9]{1,9})?)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

    private AutomationDate() {}

    /** The moment of a date with or without seconds; without a zone, as lists show it, it is UTC. Empty: no date. */
    static Optional<Instant> read(String text) {
        String date = text.strip();
        Matcher form = FORM.matcher(date);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    form.group("zone") == null
                            ? LocalDateTime.parse(date).toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(date).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** UTC without a zone letter; null for never. */
    static String write(Instant at) {
        if (at.equals(Instant.MAX)) {
            return null;
        }
        boolean whole = at.truncatedTo(ChronoUnit.SECONDS).equals(at.truncatedTo(ChronoUnit.MILLIS));
        return (whole ? SECONDS : MILLIS).format(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
    }
}
