// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.registry.NameTakenException;
import org.ctdhub.registry.StaleRevisionException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What can go wrong with products and subscribers, as problem details. */
@RestControllerAdvice(assignableTypes = {ProductsApi.class, SubscribersApi.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProductProblems {

    @ExceptionHandler(RegistrationException.class)
    ProblemDetail refused(RegistrationException refused) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, refused.getMessage());
        problem.setProperty("problems", refused.problems());
        return problem;
    }

    @ExceptionHandler({NameTakenException.class, MissingSealKeyException.class, BrokenSealException.class})
    ProblemDetail conflict(RuntimeException conflict) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, conflict.getMessage());
    }

    @ExceptionHandler(StaleRevisionException.class)
    ProblemDetail stale(StaleRevisionException stale) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.PRECONDITION_FAILED, stale.getMessage());
    }

    @ExceptionHandler(ApiRefusal.class)
    ProblemDetail refused(ApiRefusal refusal) {
        return ProblemDetail.forStatusAndDetail(refusal.status(), refusal.getMessage());
    }
}
