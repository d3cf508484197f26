// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import org.ctdhub.object.AddressRange;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Reason;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;

/**
 * What an exception takes off the consolidated list: one object, or all of a type that a wildcard, network or range covers.
 *
 * @param type the type of the objects; those of other types stay where they are
 * @param text the pattern in its one canonical text, which read again gives the same pattern
 * @param kind what it means
 */
public record ExceptionPattern(ObjectType type, String text, Kind kind) {
    /** Characters of the longest pattern: those of the longest URL. */
    public static final int LONGEST = 2047;

    /** What a pattern means; the registry keeps each in columns of its own. */
    public sealed interface Kind permits Exact, Host, Range {}

    /** The object with this canonical value and no other. */
    public record Exact(String value) implements Kind {}

    /**
     * All domains below a host, or URLs of a host or of those below it.
     *
     * @param scheme {@code http} or {@code https}; null for a domain
     * @param host canonical, without the wildcard
     * @param below true: the names strictly below the host; false: the host itself
     * @param port null for the scheme's own, and for a domain
     * @param path with the query if there is one; null for a domain
     * @param open true: what has at least one more character behind the path; false: this path exactly
     */
    public record Host(String scheme, String host, boolean below, String port, String path, boolean open)
            implements Kind {

        /** The labels reversed with a dot at the end, {@code test.example.a.}, as the registry keeps the hosts of objects. */
        public String reversedHost() {
            StringBuilder reversed = new StringBuilder(host.length() + 1);
            for (String label : host.split("\\.", -1)) {
                reversed.insert(0, label + '.');
            }
            return reversed.toString();
        }
    }

    /** All addresses from one to the other, both canonical and included. */
    public record Range(String low, String high) implements Kind {}

    /** The pattern of a text from outside; what has no clear meaning, or covers what is nobody's own, is refused. */
    public static ExceptionPattern of(ObjectType type, String text) throws RefusedException {
        String trimmed = trimmed(text);
        Kind kind = switch (type) {
            case FILE_SHA1, FILE_SHA256 -> file(type, trimmed);
            case IP -> address(trimmed);
            case DOMAIN -> HostPattern.domain(trimmed);
            case URL -> HostPattern.url(trimmed);
        };
        ExceptionPattern pattern = new ExceptionPattern(type, textOf(kind), kind);
        refuseLong(pattern.text);
        return pattern;
    }

    /** Whether the object is covered: the meaning of a pattern, which the registry's SQL has as well. */
    public boolean matches(SuspiciousObject object) {
        return object.type() == type && covers(object);
    }

    private boolean covers(SuspiciousObject object) {
        if (kind instanceof Exact exact) {
            return exact.value().equals(object.value());
        }
        if (kind instanceof Range range) {
            return new AddressRange(range.low(), range.high()).contains(object.value());
        }
        return HostPattern.covers((Host) kind, object);
    }

    private static String textOf(Kind kind) {
        if (kind instanceof Exact exact) {
            return exact.value();
        }
        if (kind instanceof Range range) {
            return new AddressRange(range.low(), range.high()).text();
        }
        return HostPattern.text((Host) kind);
    }

    private static Kind file(ObjectType type, String text) throws RefusedException {
        if (text.indexOf('*') >= 0) {
            throw new RefusedException(
                    Reason.WILDCARD, text, "parts of a hash say nothing about a file; give each hash whole");
        }
        return exact(type, text);
    }

    private static Kind address(String text) throws RefusedException {
        if (!AddressRange.looksLike(text) || text.contains("://")) {
            return exact(ObjectType.IP, text);
        }
        AddressRange range = AddressRange.of(text);
        return range.low().equals(range.high())
                ? exact(ObjectType.IP, range.low())
                : new Range(range.low(), range.high());
    }

    static Kind exact(ObjectType type, String text) throws RefusedException {
        return new Exact(SuspiciousObject.of(type, text).value());
    }

    private static String trimmed(String text) throws RefusedException {
        String trimmed = text == null ? "" : text.strip();
        if (trimmed.isEmpty()) {
            throw new RefusedException(
                    Reason.EMPTY, text, "the pattern is empty; give a value, or one with a wildcard");
        }
        refuseLong(trimmed);
        return trimmed;
    }

    private static void refuseLong(String text) throws RefusedException {
        if (text.length() > LONGEST) {
            throw new RefusedException(
                    Reason.TOO_LONG,
                    text,
                    "it has " + text.length() + " characters, more than " + LONGEST + "; give a wider pattern");
        }
    }
}
