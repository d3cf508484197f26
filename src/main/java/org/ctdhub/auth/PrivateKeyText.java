// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key between its two marked lines, without a passphrase. Its line breaks may have been lost in a form.
 *
 * @param kind what stands before PRIVATE KEY in the marked lines, such as {@code OPENSSH}; may be empty
 * @param base64 without white space
 */
public record PrivateKeyText(String kind, String base64) {

    private static final Pattern MARKED = Pattern.compile(
            "-----BEGIN (OPENSSH |RSA |EC |)PRIVATE KEY-----" + "([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final String LINES_OF_64 = "(?<=\\G.{64})";

    /** Reads a key; empty: it is none, or one with a passphrase. */
    public static Optional<PrivateKeyText> of(String text) {
        Matcher marked = MARKED.matcher(text.strip());
        return marked.matches()
                ? Optional.of(
                        new PrivateKeyText(marked.group(1), marked.group(2).replaceAll("\\s", "")))
                : Optional.empty();
    }

    /** The key as its file would be. */
    public byte[] file() {
        String marked = kind + "PRIVATE KEY-----\n";
        return ("-----BEGIN " + marked + String.join("\n", base64.split(LINES_OF_64)) + "\n-----END " + marked)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return "PrivateKeyText[" + kind + "]";
    }
}
