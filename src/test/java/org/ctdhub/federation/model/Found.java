// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation.model;

import java.time.Instant;

/**
 * What a site's sandbox said of an object.
 *
 * @param told whether the sandbox said so; false: the hub remembered it for a site that was restored
 */
record Found(int risk, Instant until, Instant at, boolean withdrawn, boolean told) {

    /** Whether it counts: a person's date is stronger than its own, and ends what was said before. */
    boolean counts(Decision decision, Instant now) {
        return decision.keeps(now)
                || (!withdrawn && until.isAfter(now) && (decision.date() == null || at.isAfter(decision.date())));
    }

    Found again(int risk, Instant until, Instant now) {
        boolean same = told && !withdrawn && this.until.isAfter(now) && this.until.isAfter(until);
        return new Found(risk, same ? this.until : until, now, false, true);
    }

    Found takenBack() {
        return new Found(risk, until, at, true, told);
    }
}
