// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.springframework.http.HttpStatus;

/** A TAXII request that isn't carried out; the message says why and what to do next. */
class TaxiiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    TaxiiRefusal(HttpStatus status, String description) {
        super(description);
        this.status = status;
    }

    static TaxiiRefusal badRequest(String description) {
        return new TaxiiRefusal(HttpStatus.BAD_REQUEST, description);
    }

    static TaxiiRefusal notFound(String description) {
        return new TaxiiRefusal(HttpStatus.NOT_FOUND, description);
    }

    HttpStatus status() {
        return status;
    }
}
