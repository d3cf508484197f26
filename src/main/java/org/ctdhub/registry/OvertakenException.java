// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** The work's lease ran out and another run has taken it over; nothing was written. */
public class OvertakenException extends RuntimeException {

    public OvertakenException(String product, int attempt) {
        super("Attempt " + attempt + " at product " + product + " was overtaken by a later one; nothing was written."
                + " If this repeats, the product answers more slowly than its lease allows.");
    }
}
