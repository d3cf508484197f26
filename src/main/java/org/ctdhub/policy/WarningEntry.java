// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

/**
 * One entry of a warning list.
 *
 * @param text as it stands in the list
 * @param way how it is matched
 * @param key what is matched, in the form in which the registry keeps it
 */
public record WarningEntry(String text, Way way, String key) {

    /** How an entry finds its objects. */
    public enum Way {
        /** The one object with this canonical value. */
        EXACT,
        /** A host and all below it: its labels reversed, with a dot at the end. */
        HOST,
        /** An address or all of a network. */
        NETWORK,
        /** What holds this text, in small letters. */
        PART,
        /** What a regular expression finds something in. */
        PATTERN
    }
}
