// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.ctdhub.object.AddressRange;
import org.ctdhub.object.DomainName;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Reason;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.WarningEntry.Way;

/** How the entries of a warning list are meant; the format's own words. */
public enum WarningKind {
    STRING,
    SUBSTRING,
    HOSTNAME,
    CIDR,
    REGEX;

    private static final int SHORTEST_PART = 4;
    private static final int LONGEST = 2047;

    /** The kind of this word. Throws an {@link IllegalArgumentException} if there is none. */
    public static WarningKind of(String word) {
        for (WarningKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("Its type is none of "
                + Arrays.stream(values()).map(WarningKind::word).collect(Collectors.joining(", "))
                + "; look at the list's head.");
    }

    /** As it stands in a list. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads one entry of a list about these types; what can match none of their objects is refused with the reason. */
    WarningEntry read(String text, Set<ObjectType> types) throws RefusedException {
        String trimmed = text == null ? "" : text.strip();
        if (trimmed.isEmpty() || trimmed.length() > LONGEST || trimmed.indexOf(0) >= 0) {
            throw new RefusedException(
                    Reason.TOO_LONG, trimmed, "an entry has 1 to " + LONGEST + " characters; look at the list");
        }
        return switch (this) {
            case STRING -> string(trimmed, types);
            case SUBSTRING -> part(trimmed);
            case HOSTNAME -> host(trimmed);
            case CIDR -> network(trimmed);
            case REGEX -> new WarningEntry(trimmed, Way.PATTERN, SafeRegex.of(trimmed));
        };
    }

    /** No name begins with a dot: who writes one means what lies below. */
    private static WarningEntry string(String text, Set<ObjectType> types) throws RefusedException {
        if (text.startsWith(".")) {
            return host(text);
        }
        SuspiciousObject object = SuspiciousObject.guess(text);
        if (!types.contains(object.type())) {
            throw new RefusedException(
                    Reason.UNKNOWN_TYPE, text, "the list says that it is about other types; look at the list");
        }
        return new WarningEntry(text, Way.EXACT, object.value());
    }

    private static WarningEntry part(String text) throws RefusedException {
        if (text.length() < SHORTEST_PART) {
            throw new RefusedException(
                    Reason.TOO_WIDE, text, "so short a text stands in too much; write 4 characters or more");
        }
        return new WarningEntry(text, Way.PART, text.toLowerCase(Locale.ROOT));
    }

    private static WarningEntry host(String text) throws RefusedException {
        List<String> labels = Arrays.asList(
                DomainName.above(text.replaceFirst("^\\*?\\.", "")).split("\\.", -1));
        Collections.reverse(labels);
        return new WarningEntry(text, Way.HOST, String.join(".", labels) + ".");
    }

    private static WarningEntry network(String text) throws RefusedException {
        String network = text.indexOf('/') < 0
                ? SuspiciousObject.of(ObjectType.IP, text).value()
                : AddressRange.of(text).text();
        return new WarningEntry(text, Way.NETWORK, network);
    }
}
