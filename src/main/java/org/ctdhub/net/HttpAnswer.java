// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * What a call came to, for those who decide what happens next.
 *
 * <table>
 * <caption>Kinds</caption>
 * <tr><td>{@code DONE}</td><td>2xx</td></tr>
 * <tr><td>{@code AGAIN}</td><td>102, 408, 425, 429, and 503 with Retry-After: not now, but at {@link #when}</td></tr>
 * <tr><td>{@code REFUSED}</td><td>400, 404, 409, 413, 422, and every other 4xx: the same request will never do</td></tr>
 * <tr><td>{@code CREDENTIALS}</td><td>401, 403: a person has to look at the key, the account or the clock</td></tr>
 * <tr><td>{@code UNKNOWN}</td><td>timed out, reset, unreadable or too large after bytes had left: verify or send
 * again</td></tr>
 * <tr><td>{@code DOWN}</td><td>no connection, no trusted TLS, 5xx, a redirect, any other status: nothing was done</td></tr>
 * </table>
 *
 * @param kind see the table
 * @param when for {@code AGAIN} the earliest time to ask again, else null
 * @param reason for logs and people; holds nothing that the other side sent but the status
 */
public record HttpAnswer(Kind kind, Instant when, String reason) {

    /** What to do next. */
    public enum Kind {
        DONE,
        AGAIN,
        REFUSED,
        CREDENTIALS,
        UNKNOWN,
        DOWN
    }

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** When the other side says "later" and not when (assumed). */
    private static final Duration USUAL_WAIT = Duration.ofMinutes(1);

    private static final int BUSY = 503;

    private static final Set<Integer> LATER = Set.of(102, 408, 425, 429);

    private static final Set<Integer> LOCKED_OUT = Set.of(401, 403);

    /** Nothing left this machine yet when one of these came up. */
    private static final List<Class<? extends Exception>> BEFORE_SENDING = List.of(
            ConnectException.class,
            NoRouteToHostException.class,
            NotRegisteredException.class,
            UnknownHostException.class,
            ConnectTimeoutException.class,
            ConnectionRequestTimeoutException.class,
            SSLHandshakeException.class,
            SSLPeerUnverifiedException.class);

    /**
     * Classifies a status.
     *
     * @param status the final status, or 102
     * @param retryAfter the Retry-After header, seconds or a date, null if there is none; at most one hour counts
     * @param clock tells what "now" is
     */
    public static HttpAnswer of(int status, String retryAfter, Clock clock) {
        String reason = "HTTP status " + status;
        if (LATER.contains(status) || (status == BUSY && retryAfter != null)) {
            return new HttpAnswer(Kind.AGAIN, RetryAfter.when(retryAfter, clock, USUAL_WAIT, LONGEST_WAIT), reason);
        }
        if (status >= 300 && status < 400) {
            return new HttpAnswer(Kind.DOWN, null, reason + ", a redirect, which is never followed: check the address");
        }
        return new HttpAnswer(kind(status), null, reason);
    }

    private static Kind kind(int status) {
        if (LOCKED_OUT.contains(status)) {
            return Kind.CREDENTIALS;
        }
        return switch (status / 100) {
            case 2 -> Kind.DONE;
            case 4 -> Kind.REFUSED;
            default -> Kind.DOWN;
        };
    }

    /** Classifies what a call threw; looks through wrappers, takes the status out of Camel's exception for statuses. */
    public static HttpAnswer of(Throwable failure, Clock clock) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException answered) {
                return of(answered.getStatusCode(), retryAfter(answered).orElse(null), clock);
            }
            if (cause instanceof DeadlinePassedException late) {
                return new HttpAnswer(late.sent() ? Kind.UNKNOWN : Kind.DOWN, null, late.getMessage());
            }
            if (isBeforeSending(cause)) {
                return new HttpAnswer(Kind.DOWN, null, "no connection: " + named(cause));
            }
        }
        return new HttpAnswer(Kind.UNKNOWN, null, "no complete answer: " + named(failure));
    }

    private static boolean isBeforeSending(Throwable cause) {
        return BEFORE_SENDING.stream().anyMatch(kind -> kind.isInstance(cause));
    }

    /** The class alone: messages of HTTP exceptions quote what the other side wrote. */
    private static String named(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    private static Optional<String> retryAfter(HttpOperationFailedException answered) {
        return Optional.ofNullable(answered.getResponseHeaders()).stream()
                .flatMap(headers -> headers.entrySet().stream())
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
