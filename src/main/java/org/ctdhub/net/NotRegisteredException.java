// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;

/** A call was to go to an address that nobody registered; nothing was sent. */
public final class NotRegisteredException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Takes the address as host and port. */
    public NotRegisteredException(String address) {
        super("Nobody registered " + address
                + ", so it is not called. Correct the address of the product, or the file of"
                + " its connector that says otherwise.");
    }
}
