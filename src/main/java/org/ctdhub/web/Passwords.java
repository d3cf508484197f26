// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.nio.charset.StandardCharsets;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Which passwords are taken, and how they are kept. */
@Component
class Passwords {

    private static final int SHORTEST = 12;

    /** bcrypt reads no further. */
    private static final int MOST_BYTES = 72;

    private final PasswordEncoder encoder;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    /** The hash to keep; an {@link IllegalArgumentException} if the password isn't taken. */
    String hash(String password) {
        if (password == null || password.codePointCount(0, password.length()) < SHORTEST) {
            throw new IllegalArgumentException("The password is too short: choose at least 12 characters.");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("The password is too long: choose at most 72 bytes in UTF-8.");
        }
        return encoder.encode(password);
    }

    /** Whether this is the password behind the hash. */
    boolean matches(String password, String hash) {
        return password != null && encoder.matches(password, hash);
    }
}
