// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * When a report is due, and of which days it tells. A period is named by the first day behind it.
 *
 * @param zone in which days begin
 * @param hour of that first day, from 0 to 23, from which on the report is due
 */
public record ReportSchedule(Period period, ZoneId zone, int hour) {

    /** How many days a report tells of. A week begins on Monday. */
    public enum Period {
        DAILY,
        WEEKLY,
        MONTHLY;

        /** As it stands in the registry and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The period of a word; an {@link IllegalArgumentException} names those that there are. */
        public static Period of(String word) {
            return Arrays.stream(values())
                    .filter(period -> period.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("The period is one of "
                            + Arrays.stream(values()).map(Period::word).collect(Collectors.joining(", ")) + "."));
        }

        private LocalDate begin(LocalDate day) {
            return switch (this) {
                case DAILY -> day;
                case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTHLY -> day.withDayOfMonth(1);
            };
        }

        private LocalDate move(LocalDate begin, int by) {
            return switch (this) {
                case DAILY -> begin.plusDays(by);
                case WEEKLY -> begin.plusWeeks(by);
                case MONTHLY -> begin.plusMonths(by);
            };
        }
    }

    /**
     * The time of which a report tells.
     *
     * @param since its first moment
     * @param until the first moment behind it
     */
    public record Stretch(Instant since, Instant until) {}

    /** When the report on what lies before this day is due. Where the hour is skipped that day, as soon as it is over. */
    public Instant due(LocalDate day) {
        return day.atTime(hour, 0).atZone(zone).toInstant();
    }

    /** The next day on which a report is due later than at this time. */
    public LocalDate next(Instant after) {
        LocalDate day = period.begin(LocalDate.ofInstant(after, zone));
        while (!due(day).isAfter(after)) {
            day = period.move(day, 1);
        }
        return day;
    }

    /** The period that ends before this day. */
    public Stretch stretch(LocalDate day) {
        return new Stretch(
                period.move(day, -1).atStartOfDay(zone).toInstant(),
                day.atStartOfDay(zone).toInstant());
    }

    /** The last period that is over at this time. */
    public Stretch last(Instant at) {
        return stretch(period.begin(LocalDate.ofInstant(at, zone)));
    }
}
