// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * Who decides something.
 *
 * @param name the account's, the token's or the application's
 */
public record Actor(Kind kind, String name) {

    /** What kind of caller it is. */
    public enum Kind {
        ACCOUNT,
        TOKEN,
        APPLICATION,
        SETTING,
        HUB
    }
}
