// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.math.BigInteger;

/** Where a producer's list was taken up to: the highest number, or the last text where positions aren't numbers. */
class Position {

    private final String before;
    private String last;

    Position(String before) {
        this.before = before;
    }

    void pass(String position) {
        if (position != null && (last == null || !isBelow(position, last))) {
            last = position;
        }
    }

    /** The position behind all that was passed; where it stood before if nothing was. */
    String text() {
        return last == null ? before : last;
    }

    /** Whether it isn't where it stood before. */
    boolean moved() {
        return last != null && !last.equals(before);
    }

    static boolean isBelow(String position, String other) {
        return isNumber(position) && isNumber(other) && new BigInteger(position).compareTo(new BigInteger(other)) < 0;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,40}");
    }
}
