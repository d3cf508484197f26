// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import java.util.Optional;
import org.ctdhub.connector.RegistrationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;

/**
 * What a person is told who asked for something that can't be.
 *
 * @param lines each problem: what, where, and what to do next
 */
record Complaint(HttpStatusCode status, List<String> lines) {

    /** Of what was thrown; empty if it is nobody's fault but the hub's. */
    static Optional<Complaint> of(Exception e) {
        if (e instanceof RegistrationException refused) {
            return Optional.of(new Complaint(HttpStatus.BAD_REQUEST, refused.problems()));
        }
        return Optional.of(new Complaint(status(e), List.of(detail(e))))
                .filter(complaint -> complaint.status().is4xxClientError());
    }

    private static HttpStatusCode status(Exception e) {
        return e instanceof ErrorResponse known ? known.getStatusCode() : Problems.status(e);
    }

    private static String detail(Exception e) {
        return e instanceof ErrorResponse known ? String.valueOf(known.getBody().getDetail()) : Problems.detail(e);
    }
}
