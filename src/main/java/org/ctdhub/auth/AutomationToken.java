// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.ctdhub.auth.TokenRefusedException.Why;

/**
 * A token of the Automation API whose signature was found right: an application made it, lately, for a request with a
 * certain checksum. Source: documented, and client behaviour; the order of the checks is assumed.
 */
public final class AutomationToken {

    private static final String VERSION = "V1";

    /** A clock in another time zone passes, as with the original; a token for next year doesn't. */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    private final Application application;
    private final String checksum;
    private final String signed;
    private final Instant until;

    private AutomationToken(Application application, String checksum, String signed, Instant until) {
        this.application = application;
        this.checksum = checksum;
        this.signed = signed;
        this.until = until;
    }

    /**
     * Verifies all of a request at once; a {@link TokenRefusedException} says what is wrong.
     *
     * @param authorization the header's value; null if there is none
     * @param target path and query exactly as sent
     * @param canonicalHeaders of the headers whose names begin with API
     */
    public static AutomationToken verify(
            String authorization,
            String method,
            String target,
            String canonicalHeaders,
            byte[] body,
            Applications applications,
            Instant now) {
        AutomationToken token = read(authorization, applications, now);
        MessageDigest fed = AutomationChecksum.begin(method, target, canonicalHeaders);
        fed.update(body);
        token.check(fed);
        return token;
    }

    /** Verifies all but the checksum, so that nobody's body is read before its sender is known. */
    public static AutomationToken read(String authorization, Applications applications, Instant now) {
        TokenParts parts = TokenParts.of(authorization);
        String name = TokenParts.text(parts.header(), "alg");
        String id = TokenParts.text(parts.claims(), "appid");
        String checksum = TokenParts.text(parts.claims(), "checksum");
        String version = TokenParts.text(parts.claims(), "version");
        Instant issued = issued(parts.claims().path("iat"));
        TokenAlgorithm algorithm = TokenAlgorithm.of(name)
                .orElseThrow(
                        () -> refused(Why.ALGORITHM, "The token is signed in a way that is not supported; use HS256."));
        if (!version.equals(VERSION)) {
            throw refused(Why.VERSION, "The token's version is unknown; use V1.");
        }
        List<Application> known = applications.find(id);
        if (known.isEmpty()) {
            throw refused(Why.APPLICATION, "The application ID is unknown; look it up in the console.");
        }
        Application application = known.stream()
                .filter(a -> MessageDigest.isEqual(algorithm.sign(a.key(), parts.signed()), parts.signatureBytes()))
                .findFirst()
                .orElseThrow(() -> refused(
                        Why.SIGNATURE, "The token's signature is wrong; sign with the application's own API key."));
        checkAge(Duration.between(issued, now), application.timeout());
        return new AutomationToken(application, checksum, parts.signed(), issued.plus(application.timeout()));
    }

    /** Several clients send a fraction. */
    private static Instant issued(JsonNode iat) {
        double seconds = iat.isNumber() ? iat.doubleValue() : Double.NaN;
        if (!Double.isFinite(seconds)) {
            throw TokenParts.malformed("it has no number iat");
        }
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private static void checkAge(Duration age, Duration timeout) {
        if (age.compareTo(timeout) > 0) {
            throw refused(
                    Why.EXPIRED,
                    "The token is " + age.toSeconds() + " s old, and may be " + timeout.toSeconds()
                            + " s; make one for each request, or set the clock.");
        }
        if (age.negated().compareTo(MOST_AHEAD) > 0) {
            throw refused(Why.EXPIRED, "The token was issued more than a day from now; set the client's clock.");
        }
    }

    /** Compares with the request's own checksum. */
    public void check(MessageDigest fed) {
        String own = AutomationChecksum.text(fed);
        if (!MessageDigest.isEqual(own.getBytes(UTF_8), checksum.getBytes(UTF_8))) {
            throw refused(
                    Why.CHECKSUM,
                    "The checksum is not that of this request; hash method, path with query, and body just as they are"
                            + " sent.");
        }
    }

    /** Who made it. */
    public Application application() {
        return application;
    }

    /** What it is known by once it was used; of the signed text alone, since a signature can be written in many ways. */
    public String fingerprint() {
        return HexFormat.of().formatHex(AutomationChecksum.sha256().digest(signed.getBytes(UTF_8)));
    }

    /** When it stops being valid by itself. */
    public Instant until() {
        return until;
    }

    /** The Authorization header of a request with this checksum. */
    public static String sign(
            String applicationId, String key, TokenAlgorithm algorithm, Instant issued, String checksum) {
        String signed = encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}")
                + '.'
                + encoded("{\"appid\":\"" + applicationId + "\",\"iat\":" + issued.getEpochSecond()
                        + ",\"version\":\"V1\",\"checksum\":\"" + checksum + "\"}");
        return "Bearer " + signed + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(algorithm.sign(key, signed));
    }

    private static String encoded(String part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8));
    }

    private static TokenRefusedException refused(Why why, String message) {
        return new TokenRefusedException(why, message);
    }
}
