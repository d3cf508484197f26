// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;

/** An answer's body, inflated, is larger than it may be; the connection was dropped. */
public final class AnswerTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(long cap) {
        super("the answer has more than " + cap + " bytes; disconnected");
    }
}
