// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Locale;

/** What a connector does, and in which file of its folder. */
public enum Verb {
    COLLECT,
    RECEIVE,
    DELIVER,
    ANSWER,
    DETECT,
    CHECK,
    EXCEPTIONS,
    ACTUAL,
    ABOUT;

    /** Whether the hub has to call the product for it. */
    public boolean calls() {
        return this != RECEIVE;
    }

    /** The verb's word, e.g. {@code collect}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of the file with its route template, e.g. {@code collect.kamelet.yaml}. */
    public String file() {
        return word() + ".kamelet.yaml";
    }
}
