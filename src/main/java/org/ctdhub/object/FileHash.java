// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.Locale;
import java.util.Set;

/** File hashes: SHA-1 and SHA-256 in lower-case hex. */
public final class FileHash {
    private static final int LONGEST_TEXT = 256;
    private static final String HEX_DIGITS = "0123456789abcdefABCDEF";
    static final int SHA1_LENGTH = 40;
    private static final int SHA256_LENGTH = 64;
    private static final Set<Integer> LENGTHS = Set.of(32, SHA1_LENGTH, 56, SHA256_LENGTH, 96, 128);

    private FileHash() {}

    /** 40 hex digits in lower case, from 40 hex digits of any case. */
    public static String sha1(String text) throws RefusedException {
        return hex(text, SHA1_LENGTH);
    }

    /** 64 hex digits in lower case, from 64 hex digits of any case. */
    public static String sha256(String text) throws RefusedException {
        return hex(text, SHA256_LENGTH);
    }

    /** Whether a text has the digits of a hash, of an algorithm that the hub doesn't take too. */
    static boolean looksLike(String text) {
        return LENGTHS.contains(text.length()) && text.chars().allMatch(FileHash::isHexDigit);
    }

    private static String hex(String text, int length) throws RefusedException {
        String hash = RawText.trimmed(text, LONGEST_TEXT);
        // not Character.digit: that takes full-width and other scripts' digits too
        if (!hash.chars().allMatch(FileHash::isHexDigit)) {
            throw new RefusedException(
                    Reason.NOT_HEX, hash, "a hash has only 0-9 and a-f; give its " + length + " hex digits alone");
        }
        if (hash.length() != length) {
            throw new RefusedException(Reason.WRONG_LENGTH, hash, lengthAdvice(hash.length(), length));
        }
        return hash.toLowerCase(Locale.ROOT);
    }

    private static boolean isHexDigit(int character) {
        return HEX_DIGITS.indexOf(character) >= 0;
    }

    private static String lengthAdvice(int found, int wanted) {
        String looksLike = switch (found) {
            case 32 -> "which is an MD5; the hub takes SHA-1 and SHA-256 only";
            case SHA1_LENGTH -> "which is a SHA-1; use type file_sha1";
            case 56 -> "which is a SHA-224; the hub takes SHA-1 and SHA-256 only";
            case SHA256_LENGTH -> "which is a SHA-256; use type file_sha256";
            case 96 -> "which is a SHA-384; the hub takes SHA-1 and SHA-256 only";
            case 128 -> "which is a SHA-512; the hub takes SHA-1 and SHA-256 only";
            default -> "which is no hash known here; give the whole hash";
        };
        return "it has " + found + " hex digits instead of " + wanted + ", " + looksLike;
    }
}
