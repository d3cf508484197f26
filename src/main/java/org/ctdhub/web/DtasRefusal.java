// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

/** A DTAS request that is answered with an error: its status and a text that the client may show. */
class DtasRefusal extends RuntimeException {

    private final int status;
    private final String why;

    DtasRefusal(int status, String text) {
        this(status, "bad request", text);
    }

    /** @param why in a word or two, the same for every caller, so that refusals can be counted by it */
    DtasRefusal(int status, String why, String text) {
        super(text);
        this.status = status;
        this.why = why;
    }

    String why() {
        return why;
    }

    int status() {
        return status;
    }
}
