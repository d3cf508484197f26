// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checksum of a DTAS request: SHA-1 over the key, the signed header values and, for a PUT, the body, with nothing
 * between them (client).
 */
public final class DtasSignature {

    static final String PREFIX = "X-DTAS-";
    static final String CHECKSUM = PREFIX + "Checksum";
    static final String ORDER = PREFIX + "ChecksumCalculatingOrder";
    static final String TIME = PREFIX + "Time";

    private static final Duration SKEW = Duration.ofMinutes(5);

    private final String apiKey;
    private final Clock clock;

    DtasSignature(String apiKey, Clock clock) {
        this.apiKey = apiKey;
        this.clock = clock;
    }

    /** The checksum in lower-case hex; the body is empty where it isn't signed. */
    public static String checksum(String apiKey, List<String> values, String body) {
        String signed = apiKey + String.join("", values) + body;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(signed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    /** What is wrong with the request's checksum or time (tolerance of 300 s, assumed), or empty if it is genuine. */
    Optional<String> problem(Request request) {
        Optional<String> given = request.header(CHECKSUM);
        Optional<List<String>> values = signedValues(request);
        if (given.isEmpty() || values.isEmpty()) {
            return Optional.of(CHECKSUM + " or a header that " + ORDER + " names is missing");
        }
        if (!matches(given.get(), values.get(), request)) {
            return Optional.of("The checksum doesn't fit this request and the API key");
        }
        return inTime(request) ? Optional.empty() : Optional.of(TIME + " is missing or more than 300 s off");
    }

    // An operator may have typed the key in another letter case than the appliance shows it.
    private boolean matches(String given, List<String> values, Request request) {
        String body = request.method().equals("PUT") ? request.bodyText() : "";
        byte[] claimed = given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return Stream.of(apiKey, apiKey.toUpperCase(Locale.ROOT), apiKey.toLowerCase(Locale.ROOT))
                .map(key -> checksum(key, values, body).getBytes(StandardCharsets.UTF_8))
                .anyMatch(expected -> MessageDigest.isEqual(expected, claimed));
    }

    private boolean inTime(Request request) {
        try {
            long sent = Long.parseLong(request.header(TIME).orElse(""));
            long now = clock.instant().getEpochSecond();
            return sent >= now - SKEW.toSeconds() && sent <= now + SKEW.toSeconds();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Optional<List<String>> signedValues(Request request) {
        Optional<String> order = request.header(ORDER);
        return order.isPresent() ? inOrder(order.get(), request) : Optional.of(asReceived(request));
    }

    private static Optional<List<String>> inOrder(String order, Request request) {
        List<String> values = new ArrayList<>();
        for (String name : order.split(",", -1)) {
            Optional<String> value = request.header(name.strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    private static List<String> asReceived(Request request) {
        return request.headers().stream()
                .filter(header -> header.name().regionMatches(true, 0, PREFIX, 0, PREFIX.length()))
                .filter(header -> !header.isNamed(CHECKSUM) && !header.isNamed(ORDER))
                .map(Header::value)
                .toList();
    }
}
