// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Arrays;
import java.util.Locale;
import org.ctdhub.object.ObjectType;

/** What a consumer does when it meets an object, from weak to strong. */
public enum ScanAction {
    LOG,
    BLOCK,
    QUARANTINE;

    /** The action's word, e.g. {@code block}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The action with exactly this word; any other text, or none, is an {@link IllegalArgumentException}. */
    public static ScanAction of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown scan action; use log, block or quarantine."));
    }

    /** Whether a person may choose this action for the type: a connection can't be put into quarantine (seed). */
    public boolean allowedFor(ObjectType type) {
        return this != QUARANTINE || type.isFile();
    }

    public boolean weakerThan(ScanAction other) {
        return compareTo(other) < 0;
    }

    /** The strongest of these. */
    public static ScanAction strongest(ScanAction first, ScanAction... others) {
        return Arrays.stream(others).reduce(first, (a, b) -> a.weakerThan(b) ? b : a);
    }
}
