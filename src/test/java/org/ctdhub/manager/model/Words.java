// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;

/** The words of the API that stand for no value of their own. */
final class Words {

    private Words() {}

    static String action(String word) {
        return word.equals("preset") ? null : word;
    }

    /** The date that is meant; null: as reported, or none is named. */
    static Instant date(String word, Instant now) {
        if (word == null || word.equals("reports")) {
            return null;
        }
        if (word.equals("never")) {
            return Instant.MAX;
        }
        Instant date = word.equals("now") ? now : Instant.parse(word);
        return date.isBefore(now) ? now : date;
    }
}
