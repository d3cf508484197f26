// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.auth.TokenRefusedException;

/** What the Automation API answers with, in both of its forms: HTTP status, error code, and the older result code. */
enum AutomationCode {
    NO_TOKEN(401, 14, -2),
    MALFORMED(401, 15, -3),
    ALGORITHM(401, 21, -9),
    VERSION(401, 16, -4),
    APPLICATION(401, 17, -5),
    SIGNATURE(401, 19, -7),
    EXPIRED(401, 18, -6),
    CHECKSUM(401, 20, -8),
    NO_RIGHT(403, 10, -50),
    WRONG_PARAMETER(400, 7, -21),
    WRONG_INPUT(400, 11, -21),
    NO_RESOURCE(404, 1, -22),
    WRONG_METHOD(405, 23, -50),
    TOO_LARGE(413, 12, -1102),
    BAD_FILE(400, 11, -1102),
    NOT_FOUND(500, 8, -99),
    INTERNAL(500, 99, -99);

    private final int status;
    private final int error;
    private final int result;

    AutomationCode(int status, int error, int result) {
        this.status = status;
        this.error = error;
        this.result = result;
    }

    int status() {
        return status;
    }

    int error() {
        return error;
    }

    int result() {
        return result;
    }

    /** Whether the caller is told so in the newer form, whatever it called. */
    boolean concernsTheCaller() {
        return status == 401 || status == 403;
    }

    static AutomationCode of(TokenRefusedException.Why why) {
        return switch (why) {
            case NO_TOKEN -> NO_TOKEN;
            case MALFORMED -> MALFORMED;
            case ALGORITHM -> ALGORITHM;
            case VERSION -> VERSION;
            case APPLICATION -> APPLICATION;
            case SIGNATURE -> SIGNATURE;
            case EXPIRED -> EXPIRED;
            case CHECKSUM -> CHECKSUM;
        };
    }
}
