// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.regex.Pattern;

/** Text from outside on its way into the database, which can store neither NUL nor half a surrogate pair. */
final class RawText {

    private static final int LONGEST = 4_000;
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{D800}-\\x{DFFF}]");

    private RawText() {}

    static String storable(String text) {
        return UNSTORABLE.matcher(text).replaceAll("\uFFFD");
    }

    /** Without control characters, which no product's format carries. */
    static String oneLine(String text) {
        return storable(text).replaceAll("[\\p{Cntrl}\\x{FFFE}\\x{FFFF}]+", " ").strip();
    }

    static String bounded(String text) {
        return storable(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
}
