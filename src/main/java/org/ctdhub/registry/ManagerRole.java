// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Arrays;
import java.util.Locale;

/** What a manager is to others. It is one thing only, so that hubs form no chains or rings. */
public enum ManagerRole {
    /** It stands alone. */
    NONE,
    /** Edges take their policy from it. */
    HUB,
    /** It takes its policy from a hub. */
    EDGE;

    /** The role of this word; an {@link IllegalArgumentException} names those that there are. */
    public static ManagerRole of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'role' must be one of none, hub and edge."));
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
