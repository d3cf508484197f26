// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a length of time as a manifest writes it: {@code 500ms}, {@code 60s}, {@code 2m}, {@code 24h}, {@code 30d}. */
final class Span {

    /** The same form stands in the schema, which tells the author of a manifest what is wrong. */
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})(ms|s|m|h|d)");

    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Span() {}

    /** The length of time, never zero; empty if the text isn't one. */
    static Optional<Duration> of(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(Duration.of(Long.parseLong(parts.group(1)), UNITS.get(parts.group(2))))
                : Optional.empty();
    }
}
