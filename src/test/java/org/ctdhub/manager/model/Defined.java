// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;

/**
 * An object on the user-defined list.
 *
 * @param action null: none of its own
 */
record Defined(String action, Instant until) {

    /** After a decision that is about this list as well; null if it ends with it. */
    Defined then(Step.Decide step, Instant date, Instant now) {
        String next = step.action() == null ? action : Words.action(step.action());
        Instant end = step.date() == null ? until : date == null ? Instant.MAX : date;
        return end.isAfter(now) ? new Defined(next, end) : null;
    }
}
