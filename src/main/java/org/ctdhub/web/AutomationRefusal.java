// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

/** A call of the Automation API that is answered with an error, and a text that the client may show. */
class AutomationRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AutomationCode code;

    AutomationRefusal(AutomationCode code, String text) {
        super(text);
        this.code = code;
    }

    AutomationCode code() {
        return code;
    }
}
