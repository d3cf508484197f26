// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation.model;

import java.time.Instant;

/**
 * What the hub's people decided about an object.
 *
 * @param action null: none
 * @param date until when it stays; null: as reported
 */
record Decision(String action, Instant date, boolean hold) {

    static final Decision NONE = new Decision(null, null, false);

    Decision then(Step.Decide step, Instant now) {
        return new Decision(
                step.action() == null ? action : Site.own(step.action()),
                step.date() == null ? date : date(step.date(), now),
                step.hold() == null ? hold : step.hold());
    }

    private static Instant date(String word, Instant now) {
        return switch (word) {
            case "reports" -> null;
            case "never" -> Instant.MAX;
            case "now" -> now;
            default -> Instant.parse(word);
        };
    }

    boolean keeps(Instant now) {
        return date != null && date.isAfter(now);
    }
}
