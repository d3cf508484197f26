// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** What somebody named isn't there. */
public class UnknownException extends RuntimeException {

    public UnknownException(String message) {
        super(message);
    }
}
