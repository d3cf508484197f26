// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** A decision that can't be carried out; the message says why and what to do instead. */
public class ImpossibleException extends RuntimeException {

    public ImpossibleException(String message) {
        super(message);
    }
}
