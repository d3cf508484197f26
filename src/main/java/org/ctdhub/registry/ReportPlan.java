// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A report that is made by schedule.
 *
 * @param recipients mail addresses; empty: it is kept, and mailed to nobody
 * @param nextAt when the next one is due
 * @param lastError why the last one could not be made, or null if it was
 */
public record ReportPlan(
        long id,
        String name,
        ReportSchedule schedule,
        List<String> recipients,
        Language language,
        Instant nextAt,
        String lastError) {

    /**
     * What somebody wants of a plan.
     *
     * @param name unique
     */
    public record Wanted(String name, ReportSchedule schedule, List<String> recipients, Language language) {}

    /** In which words reports are written. */
    public enum Language {
        EN,
        JA;

        /** As it stands in the registry, and in the names of the files that hold the words. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The language of a word; an {@link IllegalArgumentException} names those that there are. */
        public static Language of(String word) {
            for (Language language : values()) {
                if (language.word().equals(word)) {
                    return language;
                }
            }
            throw new IllegalArgumentException("The language is one of en, ja.");
        }
    }
}
