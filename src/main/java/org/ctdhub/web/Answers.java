// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Refusals that are given before a controller is reached, in the same form as those of controllers. */
final class Answers {

    /** For who has failed too often. */
    static final String WAIT = "Too many wrong tries from this address; wait for a minute.";

    private static final JsonMapper JSON = JsonMapper.shared();

    private Answers() {}

    /** Writes a problem (RFC 9457). */
    static void problem(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", status.getReasonPhrase());
        problem.put("status", status.value());
        problem.put("detail", detail);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
    }

    /** Says that somebody has failed too often, and how long to wait. */
    static void wait(HttpServletResponse response, Duration pause) throws IOException {
        retryAfter(response, pause);
        problem(response, HttpStatus.TOO_MANY_REQUESTS, WAIT);
    }

    /** The same as a page for a browser. */
    static void waitPage(HttpServletResponse response, Duration pause) throws IOException {
        retryAfter(response, pause);
        response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
    }

    /** Says that the registry is away, and after how long to send the call again. */
    static void comeAgain(HttpServletResponse response, Duration pause) throws IOException {
        retryAfter(response, pause);
        problem(
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                "The hub can't reach its registry just now, or has no room in it. Send this again in a moment.");
    }

    /** Says how long to wait. */
    static void retryAfter(HttpServletResponse response, Duration pause) {
        response.setHeader(
                HttpHeaders.RETRY_AFTER,
                String.valueOf(Math.max(1, pause.plusMillis(999).toSeconds())));
    }
}
