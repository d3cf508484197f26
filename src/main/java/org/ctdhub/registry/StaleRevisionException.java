// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** A product was changed by somebody else meanwhile, or is gone. */
public class StaleRevisionException extends RuntimeException {

    /** @param name the product's */
    public StaleRevisionException(String name) {
        super("The product " + name + " was changed or removed meanwhile. Read it again, and repeat your change.");
    }
}
