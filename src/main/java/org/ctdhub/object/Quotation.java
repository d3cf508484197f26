// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** An attacker's text as it may stand in an error or a log line: short, on one line, read in the order it is written. */
final class Quotation {
    private static final int LONGEST = 80;
    private static final String CUT = "...";

    private Quotation() {}

    /** At most 80 characters; what is invisible or turns the reading direction stands as {@code \}{@code u{hex}}. */
    static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder quoted = new StringBuilder(LONGEST);
        int cut = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            quoted.append(piece(text.codePointAt(at)));
            if (quoted.length() > LONGEST) {
                return quoted.replace(cut, quoted.length(), CUT).toString();
            }
            cut = quoted.length() <= LONGEST - CUT.length() ? quoted.length() : cut;
        }
        return quoted.toString();
    }

    private static String piece(int character) {
        if (isInvisible(character)) {
            return "\\u{" + Integer.toHexString(character) + '}';
        }
        if (character == '"' || character == '\\') {
            return "\\" + (char) character;
        }
        return Character.toString(character);
    }

    /**
     * Whether a character is a control, a line break, a format character such as the bidi controls, half a pair, or one that
     * Unicode will never assign, which XML can't carry.
     */
    static boolean isInvisible(int character) {
        if ((character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF)) {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
