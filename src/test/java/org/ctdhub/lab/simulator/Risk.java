// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

/** How bad a sandbox finds an object; the numbers are DTAS's RiskLevel (assumed). */
enum Risk {
    LOW(1),
    MEDIUM(2),
    HIGH(3);

    private final int number;

    Risk(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Risk of(String word) {
        return switch (String.valueOf(word)) {
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high" -> HIGH;
            default ->
                throw new IllegalArgumentException(
                        "Unknown risk " + Shown.of(String.valueOf(word)) + "; known: low, medium, high");
        };
    }
}
