// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * What binds a token of the Automation API to its request: SHA-256 over method, target, headers and body. The body comes
 * last, so that it can be fed as it arrives.
 */
public final class AutomationChecksum {

    private AutomationChecksum() {}

    /**
     * The checksum so far, which now takes the body's bytes.
     *
     * @param target path and query exactly as sent
     * @param canonicalHeaders of the headers whose names begin with API; every known client has none
     */
    public static MessageDigest begin(String method, String target, String canonicalHeaders) {
        MessageDigest digest = sha256();
        String head = method.toUpperCase(Locale.ROOT) + '|' + target.toLowerCase(Locale.ROOT) + '|' + canonicalHeaders;
        digest.update((head + '|').getBytes(UTF_8));
        return digest;
    }

    /** The checksum as tokens carry it: Base64 with padding. */
    public static String text(MessageDigest fed) {
        return Base64.getEncoder().encodeToString(fed.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
