// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.springframework.http.HttpStatus;

/** A call to the operator's API that can't be carried out: the status, and what to do next. */
class ApiRefusal extends RuntimeException {

    private final HttpStatus status;

    ApiRefusal(HttpStatus status, String detail) {
        super(detail);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
