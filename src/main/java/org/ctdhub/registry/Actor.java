// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** Who wanted something: an account, a token, an application, a setting, or the hub itself. */
public record Actor(Kind kind, String name) {

    /** The kinds of actors. */
    public enum Kind {
        ACCOUNT,
        TOKEN,
        APPLICATION,
        SETTING,
        HUB
    }
}
