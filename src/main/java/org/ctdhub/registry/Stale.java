// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** Somebody else changed it after the caller had read it; the message says what to read again. */
public class Stale extends RuntimeException {

    public Stale(String message) {
        super(message);
    }
}
