// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The types of an object: the house's word and the number in DTAS (0 to 3 assumed; 4 is the hub's own, edges only). */
enum LabType {
    IP("ip", 0),
    URL("url", 1),
    FILE_SHA1("file_sha1", 2),
    DOMAIN("domain", 3),
    FILE_SHA256("file_sha256", 4);

    static final Pattern SHA1 = Pattern.compile("[0-9A-Fa-f]{40}");
    static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

    private static final Map<String, LabType> BY_WORD = byWord();

    private final String word;
    private final int number;

    LabType(String word, int number) {
        this.word = word;
        this.number = number;
    }

    String word() {
        return word;
    }

    int number() {
        return number;
    }

    static LabType of(String word) {
        LabType type = word == null ? null : BY_WORD.get(word);
        if (type == null) {
            throw new IllegalArgumentException(
                    "Unknown type " + Shown.of(String.valueOf(word)) + "; known: " + BY_WORD.keySet());
        }
        return type;
    }

    static Optional<LabType> numbered(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** A hash in lower case; anything else as it is, also what only pretends to be a hash. */
    String canonical(String value) {
        return isHash(value) ? value.toLowerCase(Locale.ROOT) : value;
    }

    /** A hash in upper case, as products send it; anything else as it is. */
    String onTheWire(String value) {
        return isHash(value) ? value.toUpperCase(Locale.ROOT) : value;
    }

    private boolean isHash(String value) {
        return (this == FILE_SHA1 && SHA1.matcher(value).matches())
                || (this == FILE_SHA256 && SHA256.matcher(value).matches());
    }

    private static Map<String, LabType> byWord() {
        Map<String, LabType> types = new TreeMap<>();
        for (LabType type : values()) {
            types.put(type.word, type);
        }
        return types;
    }
}
