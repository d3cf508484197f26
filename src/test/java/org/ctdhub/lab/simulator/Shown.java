// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

/** Puts text that somebody else wrote into a message: short, in quotes, without raw control characters. */
final class Shown {

    private static final int LONGEST = 120;

    private Shown() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(LONGEST).forEach(point -> append(shown, point));
        return shown.append(text.length() > LONGEST ? "…'" : "'").toString();
    }

    private static void append(StringBuilder shown, int point) {
        int kind = Character.getType(point);
        boolean raw = kind == Character.CONTROL || kind == Character.FORMAT || kind == Character.SURROGATE;
        if (raw) {
            shown.append(String.format("\\u{%x}", point));
        } else {
            shown.appendCodePoint(point);
        }
    }
}
