// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/**
 * What an import couldn't take.
 *
 * @param line the line in which it begins, from 1
 * @param reason a word for programs, in snake case
 * @param message what is wrong and what to do next
 * @param text what stood there: at most 200 characters, controls and broken characters replaced; may be null
 */
public record ImportFault(long line, String reason, String message, String text) {

    private static final int LONGEST = 200;

    /** Cuts and cleans the text. */
    public ImportFault {
        text = text == null ? null : ImportText.shown(text, LONGEST);
    }
}
