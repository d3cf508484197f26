// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The public key by which an SSH server is known, as an operator pinned it.
 *
 * @param type such as {@code ssh-ed25519}
 * @param base64 the key as it travels, in Base64
 */
public record HostKey(String type, String base64) {

    private static final List<String> TYPES =
            List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa");

    /** Reads a line of {@code known_hosts} or of {@code ssh-keyscan}, with or without the host before it; empty: it is none. */
    public static Optional<HostKey> of(String text) {
        List<String> words = List.of(text.strip().split("\\s+"));
        return words.stream()
                .filter(TYPES::contains)
                .findFirst()
                .map(words::indexOf)
                .filter(at -> at <= 1 && at + 1 < words.size())
                .map(at -> new HostKey(words.get(at), words.get(at + 1)))
                .filter(HostKey::isWhole);
    }

    /** A key names its type itself, after four bytes with that name's length. */
    private boolean isWhole() {
        try {
            byte[] bytes = bytes();
            byte[] name = type.getBytes(StandardCharsets.US_ASCII);
            return bytes.length > Integer.BYTES + name.length
                    && new String(bytes, Integer.BYTES, name.length, StandardCharsets.US_ASCII).equals(type);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The key as it travels. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }

    /** What people compare, such as {@code SHA256:…}, of a key as it travels. */
    public static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java.", e);
        }
    }
}
