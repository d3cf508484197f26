// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** What was asked for isn't there; the message says what that was. */
public class NotFound extends RuntimeException {

    public NotFound(String message) {
        super(message);
    }
}
