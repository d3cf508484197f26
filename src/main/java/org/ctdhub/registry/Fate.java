// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * What became of a detection that was sent.
 *
 * @param outcome taken, duplicate or refused
 * @param reason of a refusal, a stable word; else null
 * @param message of a refusal: what is wrong, and what to do
 */
public record Fate(String outcome, String reason, String message) {

    static final Fate TAKEN = new Fate("taken", null, null);
    static final Fate DUPLICATE = new Fate("duplicate", null, null);

    /** It makes no detection. */
    public static Fate refused(String reason, String message) {
        return new Fate("refused", reason, message);
    }
}
