// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Locale;

/** What a statement about a product stands on. */
public enum Basis {
    /** Given to the project at its start; outranks the rest. */
    SEED,
    /** Published by the vendor. */
    DOCUMENTED,
    /** Seen in the code of a public client. */
    CLIENT,
    /** Our own guess, until somebody has seen it. */
    ASSUMED;

    /** The basis as a manifest writes it, e.g. {@code documented}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
