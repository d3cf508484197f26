// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.Locale;

/** How dangerous a product holds an object to be, in rising order. */
public enum Risk {
    LOW(1),
    MEDIUM(2),
    HIGH(3);

    private final int number;

    Risk(int number) {
        this.number = number;
    }

    /** 1 for low, 2 for medium, 3 for high. */
    public int number() {
        return number;
    }

    /** The risk as the hub writes it: {@code low}, {@code medium} or {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The risk of a word in lower case or of a digit from 1 to 3; anything else is refused as {@code unknown_risk}. */
    public static Risk of(String word) throws RefusedException {
        for (Risk risk : values()) {
            if (risk.word().equals(word) || Integer.toString(risk.number).equals(word)) {
                return risk;
            }
        }
        throw new RefusedException(
                Reason.UNKNOWN_RISK, word, "there is no such risk; use low, medium, high or 1, 2, 3");
    }
}
