// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** A document or record that came from outside can't be read. The message says what, where, and what to do next. */
public class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 300;

    /** Takes the message; text in it that came from outside is cut to a bounded length and freed of control characters. */
    public UnreadableException(String message) {
        super(printable(message));
    }

    /** As above, with the exception that a parser threw. */
    public UnreadableException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    private static String printable(String message) {
        String cut = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]+", " ");
    }
}
