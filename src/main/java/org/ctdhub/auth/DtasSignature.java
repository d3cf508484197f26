// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.auth.Verdict.Accepted;
import org.ctdhub.auth.Verdict.Refused;
import org.ctdhub.auth.Verdict.Why;

/**
 * The checksum that signs each DTAS request: SHA-1 over API key, header values and body, as lower-case hex.
 *
 * <p>Source: client (public integrations agree on it). Clock skew and replay are judged elsewhere.
 */
public final class DtasSignature {

    /** Names, comma-separated, of the headers whose values are signed, in that order. */
    public static final String ORDER = "X-DTAS-ChecksumCalculatingOrder";

    /** The signature, 40 hex digits. */
    public static final String CHECKSUM = "X-DTAS-Checksum";

    private static final String PREFIX = "x-dtas-";

    /** A genuine call names about twelve; the bound keeps an order header from multiplying its values. */
    private static final int MOST_NAMES = 64;

    private DtasSignature() {}

    /**
     * Signs a request, always with the order header: HTTP libraries sort and re-case headers, names survive that.
     *
     * @param apiKey the key exactly as configured
     * @param headers full header names and values; their iteration order is the order of signing
     * @param body the body if this service signs it, else empty
     * @return the same headers, then the order header, then the checksum
     */
    public static Map<String, String> sign(String apiKey, Map<String, String> headers, byte[] body) {
        List<String> values =
                headers.values().stream().map(DtasSignature::trimmed).toList();
        Map<String, String> signed = new LinkedHashMap<>(headers);
        signed.put(ORDER, String.join(",", headers.keySet()));
        signed.put(CHECKSUM, checksum(apiKey, values, body));
        return signed;
    }

    /**
     * Verifies a request, with the tolerances that clients in the field need: without an order header the values count
     * in the order received; names and the checksum match without regard to case; a key matches as stored, in upper
     * and in lower case. Of a header that came twice, the first counts.
     *
     * @param apiKeys the keys that are valid now
     * @param received all headers of the request, in the order received, values decoded to text
     * @param body the body if this service signs it, else empty
     */
    public static Verdict verify(List<String> apiKeys, List<Map.Entry<String, String>> received, byte[] body) {
        Optional<String> checksum = first(received, CHECKSUM).map(Map.Entry::getValue);
        if (checksum.isEmpty()) {
            return new Refused(Why.NO_CHECKSUM, "the request has no " + CHECKSUM + " header");
        }
        List<Optional<Map.Entry<String, String>>> covered = covered(received);
        if (covered.size() > MOST_NAMES) {
            return new Refused(Why.ORDER_UNUSABLE, "the signature covers more than " + MOST_NAMES + " headers");
        }
        int missing = covered.indexOf(Optional.<Map.Entry<String, String>>empty());
        if (missing >= 0) {
            return new Refused(
                    Why.HEADER_MISSING,
                    "entry " + (missing + 1) + " of " + ORDER + " names a header that was not sent");
        }
        List<Map.Entry<String, String>> signed =
                covered.stream().map(Optional::orElseThrow).toList();
        return match(apiKeys, signed, body, lower(trimmed(checksum.get())));
    }

    /** The headers that the signature covers, in its order; empty where the order names one that was not sent. */
    private static List<Optional<Map.Entry<String, String>>> covered(List<Map.Entry<String, String>> received) {
        Optional<String> order =
                first(received, ORDER).map(header -> trimmed(header.getValue())).filter(text -> !text.isEmpty());
        if (order.isEmpty()) {
            return received.stream()
                    .filter(DtasSignature::countsWithoutOrder)
                    .map(Optional::of)
                    .toList();
        }
        return Arrays.stream(order.get().split(",", MOST_NAMES + 1))
                .map(name -> first(received, trimmed(name)))
                .toList();
    }

    private static boolean countsWithoutOrder(Map.Entry<String, String> header) {
        return lower(header.getKey()).startsWith(PREFIX)
                && !header.getKey().equalsIgnoreCase(CHECKSUM)
                && !header.getKey().equalsIgnoreCase(ORDER);
    }

    private static Verdict match(
            List<String> apiKeys, List<Map.Entry<String, String>> signed, byte[] body, String checksum) {
        List<String> values =
                signed.stream().map(header -> trimmed(header.getValue())).toList();
        byte[] given = checksum.getBytes(UTF_8);
        for (int key = 0; key < apiKeys.size(); key++) {
            for (String form : forms(apiKeys.get(key))) {
                if (MessageDigest.isEqual(given, checksum(form, values, body).getBytes(UTF_8))) {
                    return new Accepted(
                            key,
                            signed.stream()
                                    .map(header -> lower(header.getKey()))
                                    .collect(toUnmodifiableSet()));
                }
            }
        }
        return new Refused(Why.WRONG_CHECKSUM, "no valid key gives the checksum of this request");
    }

    /** A key is a GUID's text, and either side may have been configured in the other case. */
    private static Set<String> forms(String apiKey) {
        return new LinkedHashSet<>(List.of(apiKey, apiKey.toUpperCase(Locale.ROOT), lower(apiKey)));
    }

    private static String checksum(String apiKey, List<String> values, byte[] body) {
        MessageDigest sha1 = sha1();
        sha1.update(apiKey.getBytes(UTF_8));
        values.forEach(value -> sha1.update(value.getBytes(UTF_8)));
        return HexFormat.of().formatHex(sha1.digest(body));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Optional<Map.Entry<String, String>> first(List<Map.Entry<String, String>> received, String name) {
        return received.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .findFirst();
    }

    /** HTTP itself drops blanks around a value, so neither side may count them. */
    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
