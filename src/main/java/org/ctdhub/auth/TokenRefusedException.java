// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

/** A token of the Automation API that doesn't count; says why, and repeats nothing that the caller sent. */
public final class TokenRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    TokenRefusedException(Why why, String message) {
        super(message);
        this.why = why;
    }

    /** The reason, to choose the answer by. */
    public Why why() {
        return why;
    }

    /** The reasons, in the order in which they are looked for (assumed). */
    public enum Why {
        NO_TOKEN,
        MALFORMED,
        ALGORITHM,
        VERSION,
        APPLICATION,
        SIGNATURE,
        EXPIRED,
        CHECKSUM
    }
}
