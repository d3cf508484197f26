// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 over the time in epoch seconds, a dot, and a body exactly as it is sent. */
public final class BodySignature {

    private static final String ALGORITHM = "HmacSHA256";

    private BodySignature() {}

    /** The signature, as {@code sha256=} and 64 hexadecimal digits. */
    public static String of(String secret, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is missing from this Java.", e);
        }
    }
}
