// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

/** A letter was not taken; the message says by whom, and why. */
public final class UnsentException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsentException(String message, Throwable cause) {
        super(message, cause);
    }
}
