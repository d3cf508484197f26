// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may stand nowhere in the clear. A test's secrets show what they are, so that they are found wherever they come out: a GUID with
 * {@code -0000-4000-8000-} in its middle, a text that ends with {@code -of-the-test}, and each token that a hub makes.
 */
public final class Secrets {

    /** As Java and PostgreSQL read it. */
    static final String SHAPE =
            "[0-9A-Fa-f]{8}-0000-4000-8000-[0-9A-Fa-f]{12}|[A-Za-z0-9-]+-of-the-test|ctd_[A-Za-z0-9_-]{43}";

    private static final Pattern SECRET = Pattern.compile(SHAPE);

    private Secrets() {}

    /** The first secret that stands in a text. */
    public static Optional<String> in(String text) {
        Matcher secret = SECRET.matcher(text);
        return secret.find() ? Optional.of(secret.group()) : Optional.empty();
    }
}
