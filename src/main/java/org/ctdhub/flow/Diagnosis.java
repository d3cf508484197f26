// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.ctdhub.connector.Auth;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Product;
import org.ctdhub.net.DeadlinePassedException;
import org.ctdhub.net.SftpFailure;

/** Makes of one call's outcome what a connection test tells: what is the matter, and what to do next. */
final class Diagnosis {

    private static final long WORTH_MENTIONING = 60;

    private final Product product;
    private final boolean secure;
    private final Clock clock;

    Diagnosis(Product product, Clock clock) {
        this.product = product;
        this.secure = product.settings()
                .getOrDefault("url", "")
                .toLowerCase(Locale.ROOT)
                .startsWith("https:");
        this.clock = clock;
    }

    /** The product did what it was asked. */
    Connection took(int status, String body, String version, String date) {
        Long skew = skew(date);
        String start = body.toLowerCase(Locale.ROOT);
        if (start.startsWith("<html") || start.startsWith("<!doctype html")) {
            return new Connection(
                    true,
                    tls(),
                    null,
                    null,
                    skew,
                    words(status, body),
                    "A web page answered, not the"
                            + " product's service. Check the address and its port, and whether a proxy stands between.");
        }
        Boolean signedIn = product.connector().manifest().auth().scheme() == Auth.Scheme.NONE ? null : Boolean.TRUE;
        return new Connection(
                true, tls(), signedIn, version, skew, words(status, body), clockAdvice(skew, "Nothing: it works."));
    }

    /** The product answered with an error. */
    Connection answered(int status, String body, String date) {
        Long skew = skew(date);
        Boolean signedIn = (status == 401 || status == 403) ? Boolean.FALSE : null;
        return new Connection(true, tls(), signedIn, null, skew, words(status, body), advice(status, skew));
    }

    /** The product answered, but not what this kind of product answers. */
    Connection unreadable(int status, String reason, String date) {
        return new Connection(
                true,
                tls(),
                null,
                null,
                skew(date),
                words(status, reason),
                "What answered is not this kind" + " of product. Check the address and its port.");
    }

    /** The server that takes the product's files let the hub in, and the folder is there. */
    static Connection found() {
        return new Connection(true, "ok", true, null, null, "signed in, and the folder is there", "Nothing: it works.");
    }

    /** The server that takes the product's files couldn't be reached, or wasn't content. */
    Connection notFound(IOException thrown) {
        if (!(thrown instanceof SftpFailure failure) || failure.kind() == SftpFailure.Kind.DOWN) {
            return unreached(thrown);
        }
        String words = RawText.oneLine(ProductError.text(failure));
        return switch (failure.kind()) {
            case HOST_KEY ->
                new Connection(
                        true,
                        "another host key",
                        null,
                        null,
                        null,
                        words,
                        "Ask the server's administrator for its key. Only if that is what is shown here, enter it as"
                                + " 'sftpHostKey'.");
            case CREDENTIALS ->
                new Connection(
                        true,
                        "ok",
                        false,
                        null,
                        null,
                        words,
                        "Enter the password or the private key again, and see whether the server admits that user.");
            default ->
                new Connection(
                        true,
                        "ok",
                        true,
                        null,
                        null,
                        words,
                        "Look at the folder in the address, and at what the user may do there.");
        };
    }

    /** No answer came. */
    Connection unreached(Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return unreached(
                        "unknown host", "Correct the host name in the address, or the name service of this machine.");
            }
            if (cause instanceof ConnectTimeoutException || cause instanceof SocketTimeoutException) {
                return unreached("timed out", "See whether a firewall stands between, and whether the port is right.");
            }
            if (cause instanceof DeadlinePassedException) {
                return unreached("timed out", "See whether the product is overloaded, or a firewall stands between.");
            }
            if (cause instanceof SSLException) {
                return untrusted(String.valueOf(cause.getMessage()));
            }
            if (cause instanceof NoRouteToHostException) {
                return unreached("no route to the host", "See whether its network can be reached from this machine.");
            }
            if (cause instanceof ConnectException) {
                return unreached(
                        "refused", "See whether the product runs, and whether the port in the address is right.");
            }
        }
        return unreached(ProductError.text(thrown), "Look at what is wrong with the product's files, or try again.");
    }

    private Connection unreached(String reason, String advice) {
        return new Connection(false, secure ? "not reached" : "none", null, null, null, reason, advice);
    }

    private Connection untrusted(String message) {
        String reason = RawText.oneLine("certificate: " + message);
        return new Connection(
                false,
                reason,
                null,
                null,
                null,
                reason,
                "Paste the product's own certificate as its setting 'certificate', or that of the authority that signed it"
                        + " for the very name in the address; and check that the port speaks https.");
    }

    private String advice(int status, Long skew) {
        if (status == 401 || status == 403) {
            return clockAdvice(
                    skew, "Enter the key again as the product shows it, and see whether its role allows this.");
        }
        if (status == 404 || status / 100 == 3) {
            return "Nothing is served there. Check the address: host, port and path.";
        }
        if (status == 429 || status == 503) {
            return "The product is busy. Try again in a minute.";
        }
        return status >= 500
                ? "The product has trouble of its own. See its log, then try again."
                : "The product refused the call. Its own words say why.";
    }

    private static String clockAdvice(Long skew, String otherwise) {
        return skew == null || Math.abs(skew) < WORTH_MENTIONING
                ? otherwise
                : "Set the clocks: the product's is " + Math.abs(skew) + " s " + (skew > 0 ? "ahead of" : "behind")
                        + " the hub's, and signatures count for a short time only.";
    }

    private Long skew(String date) {
        if (date == null) {
            return null;
        }
        try {
            Instant there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            return Duration.between(clock.instant(), there).toSeconds();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private String tls() {
        return secure ? "ok" : "none";
    }

    private static String words(int status, String body) {
        return ("HTTP " + status + " " + body).strip();
    }
}
