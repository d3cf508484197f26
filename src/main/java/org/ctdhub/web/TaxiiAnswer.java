// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ctdhub.format.StrictJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;

/** The forms in which TAXII answers. */
final class TaxiiAnswer {

    /** What every answer is, and every body that is sent. */
    static final String MEDIA_TYPE = "application/taxii+json;version=2.1";

    /** What the objects in it are. */
    static final String STIX = "application/stix+json;version=2.1";

    private TaxiiAnswer() {}

    /** The standard's error object. */
    static byte[] error(HttpStatus status, String description) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("title", status.getReasonPhrase());
        error.put("description", description);
        error.put("http_status", String.valueOf(status.value()));
        return StrictJson.write(StrictJson.tree(error));
    }

    /** A refusal of the framework or of the server itself, or a failure. */
    static ResponseEntity<byte[]> of(Exception e) {
        HttpHeaders headers = new HttpHeaders();
        HttpStatus status = Problems.status(e);
        String description = Problems.detail(e);
        if (e instanceof ErrorResponse known) {
            headers.putAll(known.getHeaders());
            status = HttpStatus.valueOf(known.getStatusCode().value());
            description = known.getBody().getDetail();
        } else if (e instanceof TaxiiRefusal refusal) {
            status = refusal.status();
        } else if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            description = Problems.unexpected(e);
        }
        headers.set(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        return ResponseEntity.status(status).headers(headers).body(error(status, description));
    }

    /** Refuses a request before it reaches the server itself. */
    static void refuse(HttpServletResponse response, HttpStatus status, String description) throws IOException {
        if (status == HttpStatus.UNAUTHORIZED) {
            if (!response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
                response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            }
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"TAXII\"");
        }
        response.setStatus(status.value());
        response.setContentType(MEDIA_TYPE);
        response.getOutputStream().write(error(status, description));
    }
}
