// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request of the DTAS protocol: its headers in the order in which they came, since a client that sends no order header
 * signs them in just that order.
 */
final class DtasRequest {

    private static final String PREFIX = "X-DTAS-";

    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;

    private DtasRequest(List<Map.Entry<String, String>> headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    static DtasRequest of(HttpServletRequest request, byte[] body) {
        List<Map.Entry<String, String>> headers = Collections.list(request.getHeaderNames()).stream()
                .flatMap(name ->
                        Collections.list(request.getHeaders(name)).stream().map(value -> Map.entry(name, value)))
                .toList();
        return new DtasRequest(headers, body);
    }

    List<Map.Entry<String, String>> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /** The value of {@code X-DTAS-<name>}, outer blanks trimmed; empty if it is missing or blank. */
    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(PREFIX + name))
                .map(header -> header.getValue().strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The subscriber's own id; a GUID may stand in braces. */
    UUID client() {
        String text = header("ClientUUID")
                .orElseThrow(() -> new DtasRefusal(400, "X-DTAS-ClientUUID is missing; send the client's own GUID."));
        try {
            return UUID.fromString(text.replaceAll("[{}]", ""));
        } catch (IllegalArgumentException e) {
            throw new DtasRefusal(400, "X-DTAS-ClientUUID is no GUID.");
        }
    }

    /** The number behind which the client asks; absent and empty mean 0. */
    long lastQueryId() {
        String text = header("LastQueryID").orElse("0");
        if (!text.matches("[0-9]{1,19}")) {
            throw new DtasRefusal(400, "X-DTAS-LastQueryID is no number; send the highest ID that you stored, or 0.");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
