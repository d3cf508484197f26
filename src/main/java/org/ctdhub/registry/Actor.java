// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Locale;

/** Who changes something. */
public record Actor(Kind kind, String name) {

    /** The hub itself, by what its clock or its start does. */
    public static final Actor HUB = new Actor(Kind.HUB, "hub");

    /** What kind of somebody it is. */
    public enum Kind {
        /** A person who signed in. */
        ACCOUNT,
        /** A bearer token. */
        TOKEN,
        /** A program with an automation key. */
        APPLICATION,
        /** A setting in the configuration. */
        SETTING,
        /** The hub itself. */
        HUB;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A person who signed in under this name. */
    public static Actor account(String name) {
        return new Actor(Kind.ACCOUNT, name);
    }

    /** The bearer token of this name. */
    public static Actor token(String name) {
        return new Actor(Kind.TOKEN, name);
    }

    /** The program whose automation key has this name. */
    public static Actor application(String name) {
        return new Actor(Kind.APPLICATION, name);
    }

    /** The setting of this name. */
    public static Actor setting(String name) {
        return new Actor(Kind.SETTING, name);
    }
}
