// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** A change that what stands in the registry doesn't allow; the message says why and what to do instead. */
public class Conflict extends RuntimeException {

    public Conflict(String message) {
        super(message);
    }
}
