// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The text of a bearer token. It is random enough that a fast digest of it gives nothing away. */
public final class ApiToken {

    private static final String PREFIX = "ctd_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiToken() {}

    /** A new token: a prefix by which scanners for leaked secrets know it, and 256 random bits. */
    public static String fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The token's SHA-256, the only thing that is kept of it. */
    public static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java.", e);
        }
    }
}
