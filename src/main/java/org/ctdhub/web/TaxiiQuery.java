// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What of a collection is asked for.
 *
 * @param addedAfter strictly later than this
 * @param next where the last answer ended
 * @param limit at most so many
 * @param ids null: any; the same for the following
 * @param versions no entry: the last one of each
 */
record TaxiiQuery(
        Optional<Instant> addedAfter,
        Optional<Next> next,
        int limit,
        Set<String> ids,
        Set<String> types,
        Set<String> specVersions,
        Set<Instant> versions) {

    /** As many objects as an answer holds at most. */
    static final int MOST = 1_000;

    private static final int HIGHEST_YEAR = 9999;
    private static final int LOWEST_YEAR = 1970;
    private static final Set<String> EVERY_LAST = Set.of("last", "first", "all");
    private static final Set<String> FILTERS =
            Set.of("match[id]", "match[type]", "match[version]", "match[spec_version]");

    /** A place in the list: the number behind which it goes on, in one numbering. */
    record Next(UUID generation, long number) {

        static Next of(String text) {
            int point = text.indexOf('.');
            try {
                return new Next(
                        UUID.fromString(text.substring(0, Math.max(point, 0))),
                        Long.parseLong(text.substring(point + 1)));
            } catch (IllegalArgumentException e) {
                throw TaxiiRefusal.badRequest(
                        "The parameter next is none that this server gave; leave it out to begin anew.");
            }
        }

        @Override
        public String toString() {
            return generation + "." + number;
        }
    }

    static TaxiiQuery of(HttpServletRequest http) {
        Collections.list(http.getParameterNames()).stream()
                .filter(name -> name.startsWith("match[") && !FILTERS.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw TaxiiRefusal.badRequest("There is no such filter here; use match[id], match[type],"
                            + " match[version] or match[spec_version].");
                });
        return new TaxiiQuery(
                Optional.ofNullable(http.getParameter("added_after")).map(TaxiiQuery::date),
                Optional.ofNullable(http.getParameter("next")).map(Next::of),
                limit(http.getParameter("limit")),
                values(http, "match[id]"),
                values(http, "match[type]"),
                values(http, "match[spec_version]"),
                versions(values(http, "match[version]")));
    }

    /** The same for one object alone. */
    TaxiiQuery only(String id) {
        return new TaxiiQuery(addedAfter, next, limit, Set.of(id), null, specVersions, versions);
    }

    private static int limit(String text) {
        if (text == null) {
            return MOST;
        }
        // a number of any length is as good as the most that is given
        if (!text.matches("0*[1-9][0-9]*")) {
            throw TaxiiRefusal.badRequest("The parameter limit must be a whole number above 0.");
        }
        String digits = text.replaceFirst("^0+", "");
        return digits.length() > String.valueOf(MOST).length() ? MOST : Math.min(MOST, Integer.parseInt(digits));
    }

    private static Set<String> values(HttpServletRequest http, String name) {
        String[] all = http.getParameterValues(name);
        return all == null
                ? null
                : Arrays.stream(all)
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::strip)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Each object is kept in its last version, which is its first one here as well. */
    private static Set<Instant> versions(Set<String> words) {
        return words == null || words.stream().anyMatch(EVERY_LAST::contains)
                ? Set.of()
                : words.stream().map(TaxiiQuery::date).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Instant date(String text) {
        try {
            OffsetDateTime date = OffsetDateTime.parse(text.replace(' ', '+'));
            if (date.getYear() < LOWEST_YEAR) {
                return Instant.EPOCH;
            }
            return date.getYear() > HIGHEST_YEAR
                    ? OffsetDateTime.MAX.withYear(HIGHEST_YEAR).toInstant()
                    : date.toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw TaxiiRefusal.badRequest(
                    "A date can't be read; write it as 2026-01-31T12:00:00.000000Z, or a version as last, first or all.");
        }
    }
}
