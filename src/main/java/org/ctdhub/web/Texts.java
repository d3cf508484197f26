// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

/** Texts that people give to things. */
final class Texts {

    private Texts() {}

    /** The name without outer blanks; an {@link IllegalArgumentException} if it is none. */
    static String name(String given, int longest) {
        String name = given == null ? "" : given.strip();
        if (name.isEmpty() || name.length() > longest || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The name can't be used: send 'name' with 1 to " + longest + " printable characters.");
        }
        return name;
    }
}
