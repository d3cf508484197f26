// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** A text that can't become an object: says what it was, why it was refused, and what to do next. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * Refuses {@code value}, which may be null; the message quotes it in at most 80 characters, safe for a log line.
     *
     * @param why what is wrong and what to do next, as the end of the sentence "... is refused: "
     */
    public RefusedException(Reason reason, String value, String why) {
        super('"' + Quotation.of(value) + "\" is refused: " + why);
        this.reason = reason;
    }

    /** The reason as a constant to compare. */
    public Reason reason() {
        return reason;
    }
}
