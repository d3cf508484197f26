// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.InterruptedIOException;
import java.time.Duration;

/** An exchange took longer than it may, and was disconnected. */
public final class DeadlinePassedException extends InterruptedIOException {

    private static final long serialVersionUID = 1L;

    private final boolean sent;

    DeadlinePassedException(Duration deadline, boolean sent, Exception cause) {
        super("no complete answer within " + deadline.toMillis() + " ms; disconnected");
        this.sent = sent;
        initCause(cause);
    }

    /** Whether the request may have reached the other side. */
    public boolean sent() {
        return sent;
    }
}
