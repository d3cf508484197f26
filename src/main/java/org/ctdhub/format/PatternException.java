// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** A pattern that can't be taken as objects: the word of the fault, and a sentence with what it was. */
final class PatternException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 60;

    private final String reason;

    private PatternException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    static PatternException unsupported(String what) {
        return new PatternException(
                "unsupported_pattern",
                "The pattern has " + ImportText.shown(what, LONGEST)
                        + ", which stands for no list of objects. Name file hashes, addresses, domains or URLs with ="
                        + " or IN, joined by OR.");
    }

    static PatternException broken(String what, int at) {
        return new PatternException(
                "broken_pattern",
                "The pattern can't be read at character " + (at + 1) + ": " + ImportText.shown(what, LONGEST)
                        + ". Look at what its maker wrote.");
    }

    static PatternException otherHash(String algorithm) {
        boolean md5 = algorithm.equals("MD5");
        return new PatternException(
                md5 ? "md5" : "unsupported_pattern",
                "The pattern has a hash by " + ImportText.shown(algorithm, LONGEST)
                        + " alone. Give the file's SHA-1 or SHA-256.");
    }

    String reason() {
        return reason;
    }
}
