// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** The text as it came from outside, before any type looked at it. */
final class RawText {
    private RawText() {}

    /** Whether a text is a number in ASCII digits; other scripts' digits are none, unlike for the JDK. */
    static boolean isDecimal(String text) {
        return !text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** The text without the blanks around it; refused when it is empty, or longer than {@code longest} with them. */
    static String trimmed(String text, int longest) throws RefusedException {
        if (text == null) {
            throw new RefusedException(Reason.EMPTY, null, "the value is missing; give one");
        }
        // before anything reads it: a megabyte must cost nothing
        if (text.length() > longest) {
            throw new RefusedException(
                    Reason.TOO_LONG,
                    text,
                    "it has " + text.length() + " characters, more than " + longest + "; give the value alone");
        }
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new RefusedException(Reason.EMPTY, text, "the value is empty; give one");
        }
        return trimmed;
    }
}
