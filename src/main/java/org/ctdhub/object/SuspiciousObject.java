// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.Objects;
import java.util.Optional;

/**
 * One suspicious object: a type and its one canonical value. Two objects are the same when both are.
 *
 * <p>A class and no record, since a record's public constructor would let a value in that nobody normalised.
 */
public final class SuspiciousObject {
    private final ObjectType type;
    private final String value;

    private SuspiciousObject(ObjectType type, String value) {
        this.type = Objects.requireNonNull(type, "type");
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The object that a text from outside names; a text that isn't of the type is refused with the reason. */
    public static SuspiciousObject of(ObjectType type, String text) throws RefusedException {
        return new SuspiciousObject(type, type.normalise(text));
    }

    /**
     * The object of a text that comes without a type, by how it looks: the digits of a hash, a scheme, an address; a
     * domain otherwise. What looks like none of them, or like a thing that is no object, is refused with the reason.
     */
    public static SuspiciousObject guess(String text) throws RefusedException {
        return of(ObjectType.guess(text), text);
    }

    /** Trusted: the object of a value that {@link #of} made before, as the registry keeps it. Nothing is checked. */
    public static SuspiciousObject canonical(ObjectType type, String value) {
        return new SuspiciousObject(type, value);
    }

    /** What kind of thing it is. */
    public ObjectType type() {
        return type;
    }

    /** The canonical value; attacker-written all the same. */
    public String value() {
        return value;
    }

    /** The host of a domain or URL object: a canonical name, or for a URL an IP address without brackets. */
    public Optional<String> host() {
        return switch (type) {
            case DOMAIN -> Optional.of(value);
            case URL -> Optional.of(WebUrl.host(value));
            case FILE_SHA1, FILE_SHA256, IP -> Optional.empty();
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SuspiciousObject that && type == that.type && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, value);
    }

    /** Type and value for a log line: bounded and escaped. */
    @Override
    public String toString() {
        return type.word() + " \"" + Quotation.of(value) + '"';
    }
}
