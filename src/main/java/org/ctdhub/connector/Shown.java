// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

/** Text from a file or a form, made fit for a message: short, and without characters that act on a terminal or log. */
final class Shown {

    private static final int MAX_LENGTH = 80;

    private Shown() {}

    /** The text in quotes. */
    static String quoted(String text) {
        return "'" + plain(text, MAX_LENGTH) + "'";
    }

    /** The text as it is, but bounded. */
    static String plain(String text, int length) {
        String start = text.length() > length ? text.substring(0, length) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }
}
