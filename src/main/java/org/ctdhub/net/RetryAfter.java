// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** The {@code Retry-After} header of RFC 9110, section 10.2.3: seconds, or a date. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /**
     * When to ask again: never in the past, never later than the longest wait.
     *
     * @param header the header's text, may be null
     * @param otherwise the wait where the header is missing or unreadable
     */
    static Instant when(String header, Clock clock, Duration otherwise, Duration longest) {
        Instant now = clock.instant();
        Instant asked = asked(header == null ? "" : header.trim(), now, now.plus(otherwise));
        Instant latest = now.plus(longest);
        return asked.isBefore(now) ? now : asked.isAfter(latest) ? latest : asked;
    }

    private static Instant asked(String header, Instant now, Instant otherwise) {
        if (SECONDS.matcher(header).matches()) {
            return now.plusSeconds(Long.parseLong(header));
        }
        try {
            return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException neither) {
            return otherwise;
        }
    }
}
