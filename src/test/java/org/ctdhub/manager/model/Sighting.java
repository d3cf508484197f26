// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What one producer says of one object.
 *
 * @param until when it ends
 * @param dated whether the producer gave that date
 */
record Sighting(Instant until, boolean dated, int risk, Instant reportedAt, Instant lastSeen, boolean withdrawn) {

    boolean alive(Instant now) {
        return !withdrawn && until.isAfter(now);
    }

    /** Whether it counts, given the date that a person set, or null. */
    boolean counts(Instant person, Instant now) {
        if (person != null && person.isAfter(now)) {
            return true;
        }
        return alive(now) && (person == null || reportedAt.isAfter(person));
    }

    /** The sighting after a report; {@code before} is null if there was none. */
    static Sighting reported(Sighting before, Step.Finding finding, Integer days, Instant now) {
        boolean dated = finding.until() != null;
        Instant until = dated ? finding.until() : after(now, days);
        if (before == null || !before.alive(now)) {
            return new Sighting(until, dated, finding.risk(), now, now, false);
        }
        if (before.dated == dated) {
            until = before.until.isAfter(until) ? before.until : until;
        } else if (before.dated) {
            until = before.until;
        }
        return new Sighting(until, before.dated || dated, finding.risk(), now, now, false);
    }

    Sighting taken(Instant now) {
        return new Sighting(until, dated, risk, reportedAt, now, true);
    }

    /** Its type has another life. */
    Sighting renewed(Integer days, Instant now) {
        if (dated || !alive(now)) {
            return this;
        }
        Instant fresh = after(lastSeen, days);
        return ending(fresh.isAfter(now) ? fresh : now);
    }

    /** It ends with what others said of the object. */
    Sighting endedWith(Instant date, Instant now) {
        return !dated && alive(now) && reportedAt.isBefore(date) ? ending(now) : this;
    }

    private Sighting ending(Instant end) {
        return new Sighting(end, dated, risk, reportedAt, lastSeen, withdrawn);
    }

    private static Instant after(Instant start, Integer days) {
        return days == null ? Instant.MAX : start.plus(Duration.ofDays(days));
    }
}
