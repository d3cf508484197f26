// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.ctdhub.registry.ReportSchedule.Stretch;

/**
 * A report that was made.
 *
 * @param name like zone and language as its plan was then
 * @param madeBy the person or token that had it made; null: it was due
 */
public record MadeReport(
        long id,
        long planId,
        String name,
        ZoneId zone,
        ReportPlan.Language language,
        Stretch time,
        Instant madeAt,
        String madeBy,
        ReportNumbers numbers,
        List<String> recipients,
        Mail mail) {

    /** How far its mail is. */
    public enum MailState {
        /** It is mailed to nobody. */
        NONE,
        /** It is on its way, or will be tried again. */
        DUE,
        SENT,
        /** It was tried for days, and is given up. */
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What became of its mail.
     *
     * @param nextTryAt when it is tried again; null: not any more
     * @param lastError what went wrong at the last try, or null
     */
    public record Mail(MailState state, int tries, Instant sentAt, Instant nextTryAt, String lastError) {}
}
