// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What somebody may do. Each of the first three may do what those before it may. A product reaches its own paths alone; an
 * operator may speak for it there.
 */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Decides about objects. */
    OPERATOR,
    /** Decides who may decide, and what the hub is connected to. */
    ADMINISTRATOR,
    /** A product that calls the hub. */
    PRODUCT;

    /** The role of this word, in any letter case; an {@link IllegalArgumentException} names those that there are. */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no role of this name; choose one of "
                        + Arrays.stream(values()).map(Role::toString).collect(Collectors.joining(", ")) + "."));
    }

    /** The lesser of two people's roles. */
    public Role atMost(Role other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** The role in lower case, as it is stored and shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
