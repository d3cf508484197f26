// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

/** A DTAS request that is answered with an error: its status and a text that the client may show. */
class DtasRefusal extends RuntimeException {

    private final int status;

    DtasRefusal(int status, String text) {
        super(text);
        this.status = status;
    }

    int status() {
        return status;
    }
}
