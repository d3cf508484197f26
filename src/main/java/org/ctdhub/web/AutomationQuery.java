// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A query as clients write it: well encoded, or with a URL's own {@code &} and {@code #} in it. No value has a blank, so
 * a plus sign is one. What is empty isn't there.
 */
final class AutomationQuery {

    private static final String TYPE = "type";

    private final Map<String, String> values = new TreeMap<>();

    /** Takes the raw query, which may be null. */
    AutomationQuery(String raw) {
        int at = 0;
        String query = raw == null ? "" : raw;
        while (at < query.length()) {
            int end = end(query, at);
            take(query.substring(at, end));
            at = end + 1;
        }
    }

    private void take(String pair) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            values.putIfAbsent(lower(pair.substring(0, equals)), value(pair.substring(equals + 1)));
        }
    }

    /** A value takes all that follows, unless the type is still to come. */
    private int end(String query, int at) {
        String rest = lower(query.substring(at));
        int next = query.indexOf('&', at);
        if (rest.matches("(?s)content(filter)?=[^&].*")) {
            int type = values.containsKey(TYPE) ? -1 : rest.lastIndexOf("&type=");
            next = type < 0 ? -1 : at + type;
        }
        return next < 0 ? query.length() : next;
    }

    Optional<String> type() {
        return get(TYPE);
    }

    Optional<String> content() {
        return get("content");
    }

    Optional<String> contentFilter() {
        return get("contentfilter");
    }

    private Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** Decoded; but an encoded blank or control in a URL that was not encoded is the URL's own. */
    private static String value(String raw) {
        String decoded = decoded(raw).strip();
        boolean own = raw.contains("://") && decoded.chars().anyMatch(c -> c <= ' ');
        return own ? raw : decoded;
    }

    private static String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            int octet = octet(raw, at);
            bytes.write(octet < 0 ? raw.charAt(at) : octet);
            at += octet < 0 ? 0 : 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The encoded octet that begins here; negative if none does. */
    private static int octet(String raw, int at) {
        if (raw.charAt(at) != '%' || at + 2 >= raw.length()) {
            return -1;
        }
        int high = Character.digit(raw.charAt(at + 1), 16);
        int low = Character.digit(raw.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
