// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** Text of an imported file, before it goes where it could do harm. */
final class ImportText {

    private static final char REPLACEMENT = '\uFFFD';

    private ImportText() {}

    /** The text up to a number of characters, with controls, invisible marks and halves of pairs replaced. */
    static String shown(String text, int longest) {
        return cut(text, longest).replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]", String.valueOf(REPLACEMENT));
    }

    /** The text on one line up to a number of characters; null if nothing remains. */
    static String oneLine(String text, int longest) {
        if (text == null) {
            return null;
        }
        // cut twice: the first for a text of a megabyte
        String line = cut(text, 4 * longest)
                .replaceAll("[\\p{Cntrl}\\p{Z}\\u0085]+", " ")
                .replaceAll("[\\p{Cf}\\p{Cs}]", String.valueOf(REPLACEMENT))
                .strip();
        return line.isEmpty() ? null : cut(line, longest);
    }

    /** The text without the blanks around it; null if nothing remains. */
    static String trimmed(String text) {
        String trimmed = text == null ? "" : text.strip();
        return trimmed.isEmpty() ? null : trimmed;
    }

    /** Whether a control character or half a pair stands in it, which neither a product nor a database takes. */
    static boolean isBroken(String text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (Character.isISOControl(unit)) {
                return true;
            }
            if (Character.isSurrogate(unit)) {
                if (Character.getType(text.codePointAt(at)) == Character.SURROGATE) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
