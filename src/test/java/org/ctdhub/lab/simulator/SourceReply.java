// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What a subscriber's source answered. */
final class SourceReply {

    private static final long LONGEST_WAIT = Duration.ofHours(1).toSeconds();

    private final String service;
    private final int status;
    private final byte[] body;
    private final String retryAfter;

    private SourceReply(String service, int status, byte[] body, String retryAfter) {
        this.service = service;
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    static SourceReply of(String service, HttpResponse<byte[]> response) {
        String retryAfter = response.headers().firstValue("Retry-After").orElse("");
        return new SourceReply(service, response.statusCode(), response.body(), retryAfter);
    }

    /** The reply that a fault puts in place of this one. */
    SourceReply orInstead(Faults faults) {
        String wait = faults.retryAfter() == null ? "" : faults.retryAfter().toString();
        byte[] text = "Simulated fault".getBytes(StandardCharsets.UTF_8);
        return faults.failing()
                .map(failure -> new SourceReply(service, failure, text, wait))
                .orElse(this);
    }

    boolean asksToRegister() {
        return status == 403 && text().contains("not registered");
    }

    /** The body of a 200; any other status is a failure. */
    byte[] done() throws SourceFailure {
        if (status == 200) {
            return body;
        }
        throw new SourceFailure(
                service + " ended with " + status + " " + Shown.of(text()),
                waitAsked().orElse(null));
    }

    // Only the form in seconds; the hub doesn't send dates.
    private Optional<Duration> waitAsked() {
        return retryAfter.matches("\\d{1,9}")
                ? Optional.of(Duration.ofSeconds(Math.min(LONGEST_WAIT, Long.parseLong(retryAfter))))
                : Optional.empty();
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
