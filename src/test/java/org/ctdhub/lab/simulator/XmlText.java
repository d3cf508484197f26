// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;

/** Text inside XML: every character that XML 1.0 has comes back from a parser exactly as it went in. */
final class XmlText {

    private XmlText() {}

    /** Whether XML 1.0 can carry the text; it has no control characters but tab, CR and LF, and no lone surrogate. */
    static boolean carries(String text) {
        return text.codePoints().allMatch(XmlText::isCharacter);
    }

    /** Writes {@code <name>text</name>}. */
    static void element(Writer out, String name, String text) throws IOException {
        out.write('<');
        out.write(name);
        out.write('>');
        write(out, text);
        out.write("</");
        out.write(name);
        out.write('>');
    }

    private static void write(Writer out, String text) throws IOException {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            String escaped = escaped(text.charAt(i));
            if (escaped != null) {
                out.write(text, plain, i - plain);
                out.write(escaped);
                plain = i + 1;
            }
        }
        out.write(text, plain, text.length() - plain);
    }

    private static String escaped(char character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            // A parser turns a raw CR into LF.
            case '\r' -> "&#13;";
            default -> null;
        };
    }

    private static boolean isCharacter(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= 0x20 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD)
                || point >= 0x10000;
    }
}
