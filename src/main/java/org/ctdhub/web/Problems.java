// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.Away;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Stale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What goes wrong in the API, as a problem (RFC 9457) that says what to do next; never with a stack trace. */
@RestControllerAdvice
class Problems {

    private static final int LONGEST_FIELD = 60;
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Other paths have their own form of errors, as has a registry that is away: an exception that is thrown on goes to it. */
    @ExceptionHandler(Exception.class)
    ResponseEntity<?> answer(Exception e, HttpServletRequest request) throws Exception {
        boolean taxii = TaxiiPaths.ours(request);
        if ((!taxii && !request.getRequestURI().startsWith("/api/"))
                || Away.is(e)
                || e instanceof AccessDeniedException
                || e instanceof AuthenticationException) {
            throw e;
        }
        if (taxii) {
            return TaxiiAnswer.of(e);
        }
        if (e instanceof ErrorResponse known) {
            return ResponseEntity.status(known.getStatusCode())
                    .headers(known.getHeaders())
                    .body(known.getBody());
        }
        HttpStatus status = status(e);
        if (e instanceof RegistrationException refused) {
            ProblemDetail all = ProblemDetail.forStatusAndDetail(status, refused.getMessage());
            all.setProperty("problems", refused.problems());
            return ResponseEntity.status(status).body(all);
        }
        return problem(status, status == HttpStatus.INTERNAL_SERVER_ERROR ? unexpected(e) : detail(e));
    }

    /** 400, 404, 409 or 412 if it is the caller's affair, else 500. */
    static HttpStatus status(Exception e) {
        if (e instanceof NotFound) {
            return HttpStatus.NOT_FOUND;
        }
        if (e instanceof Stale) {
            return HttpStatus.PRECONDITION_FAILED;
        }
        if (e instanceof Conflict || e instanceof MissingSealKeyException || e instanceof BrokenSealException) {
            return HttpStatus.CONFLICT;
        }
        boolean callers = e instanceof RefusedException
                || e instanceof RegistrationException
                || e instanceof ImpossibleException
                || e instanceof IllegalArgumentException
                || e instanceof HttpMessageNotReadableException
                || e instanceof TypeMismatchException;
        return callers ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
    }

    /** What is wrong with a request, and what to do next. */
    static String detail(Exception e) {
        if (e instanceof HttpMessageNotReadableException) {
            return unreadable(e.getCause());
        }
        if (e instanceof TypeMismatchException mismatch) {
            return "The parameter " + mismatch.getPropertyName() + " can't be read; send "
                    + (mismatch.getRequiredType() == null
                            ? "another form"
                            : "a value of the form of "
                                    + mismatch.getRequiredType().getSimpleName())
                    + ".";
        }
        return String.valueOf(e.getMessage());
    }

    private static String unreadable(Throwable cause) {
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return "There is no field " + shown(unknown.getPropertyName()) + " here; use "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        return "The body can't be read as the JSON that is expected here; compare its fields with /api/docs.";
    }

    private static String shown(String field) {
        return "'" + (field.length() <= LONGEST_FIELD ? field : field.substring(0, LONGEST_FIELD) + "...") + "'";
    }

    /** Writes what nobody expected into the log, and says where it is found there. */
    static String unexpected(Exception e) {
        String id = UUID.randomUUID().toString();
        LOG.error("A request failed for a reason that nobody expected; its caller was told the id {}.", id, e);
        return "The hub failed for a reason that nobody expected; its log says more beside the id " + id + ".";
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
