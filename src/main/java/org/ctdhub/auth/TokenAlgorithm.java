// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a token may be signed. The platform's own Mac and no JOSE library, because those refuse keys as short as the
 * protocol's.
 */
public enum TokenAlgorithm {
    HS256("HmacSHA256"),
    HS384("HmacSHA384"),
    HS512("HmacSHA512");

    private final String mac;

    TokenAlgorithm(String mac) {
        this.mac = mac;
    }

    static Optional<TokenAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }

    byte[] sign(String key, String text) {
        try {
            Mac keyed = Mac.getInstance(mac);
            keyed.init(new SecretKeySpec(key.getBytes(UTF_8), mac));
            return keyed.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
