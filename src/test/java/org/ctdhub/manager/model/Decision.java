// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;

/**
 * What a person decided about an object.
 *
 * @param action null: none
 * @param date until when it stays; null: as reported
 */
record Decision(String action, Instant date, boolean hold) {

    static final Decision NONE = new Decision(null, null, false);

    /** The decision after another; what that one doesn't name stays. */
    Decision then(Step.Decide step, Instant date) {
        return new Decision(
                step.action() == null ? action : Words.action(step.action()),
                step.date() == null ? this.date : date,
                step.hold() == null ? hold : step.hold());
    }
}
