// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The dates of an event: in English, in milliseconds, or in LEEF as the event itself says that it writes them. */
final class EventTimes {

    private static final List<String> KEYS = List.of("rt", "start", "end", "devTime");
    private static final int LONGEST = 64;

    /** Pads what follows it. No date needs that, and with some neighbours the JDK's parser fails over it. */
    private static final char PAD = 'p';

    private static final DateTimeFormatter USUAL = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("MMM d uuuu HH:mm:ss[.SSS][ VV][ z]")
            .toFormatter(Locale.ENGLISH);

    private EventTimes() {}

    /** Puts each date in epoch seconds; one that can't be read as it came, so that whoever needs it refuses it. */
    static void read(Map<String, String> keys, ObjectNode times) {
        String layout = keys.get("devTimeFormat");
        for (String key : KEYS) {
            String text = keys.get(key);
            if (text != null && !text.isEmpty()) {
                Long seconds = seconds(text, layout);
                if (seconds == null) {
                    times.put(key, text);
                } else {
                    times.put(key, seconds);
                }
            }
        }
    }

    private static Long seconds(String text, String layout) {
        if (text.length() > LONGEST || (layout != null && isNoLayout(layout))) {
            return null;
        }
        if (text.matches("[0-9]{10}")) {
            return Long.valueOf(text);
        }
        if (text.matches("[0-9]{13}")) {
            return Long.parseLong(text) / 1000;
        }
        try {
            return instant(text, layout == null ? USUAL : DateTimeFormatter.ofPattern(layout, Locale.ENGLISH))
                    .getEpochSecond();
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isNoLayout(String layout) {
        return layout.length() > LONGEST || layout.indexOf(PAD) >= 0;
    }

    /** A date without a zone is UTC. */
    private static Instant instant(String text, DateTimeFormatter format) {
        TemporalAccessor read = format.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
        return read instanceof ZonedDateTime zoned
                ? zoned.toInstant()
                : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
    }
}
