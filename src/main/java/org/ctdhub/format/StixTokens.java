// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** The words, strings and signs of a STIX pattern, one at a time. */
final class StixTokens {

    private final String text;
    private int at;
    private Kind kind;
    private String value;
    private int start;

    /** What a token is. */
    enum Kind {
        WORD,
        STRING,
        SIGN,
        END
    }

    /** Stands at the first token. */
    StixTokens(String text) throws PatternException {
        this.text = text;
        advance();
    }

    Kind kind() {
        return kind;
    }

    /** The word, the sign, or the string without quotes and escapes; empty at the end. */
    String value() {
        return value;
    }

    /** Whether this sign, or this word in capitals, stands here. */
    boolean is(String token) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && value.equals(token);
    }

    /** Goes on if this token stands here. */
    boolean accept(String token) throws PatternException {
        boolean here = is(token);
        if (here) {
            advance();
        }
        return here;
    }

    /** Goes on behind this token, which must stand here. */
    void expect(String token) throws PatternException {
        if (!accept(token)) {
            throw unexpected(token);
        }
    }

    /** Goes on behind the token that stands here and gives its value. */
    String take(Kind expected) throws PatternException {
        if (kind != expected) {
            throw unexpected(expected == Kind.WORD ? "a word" : "a string");
        }
        String taken = value;
        advance();
        return taken;
    }

    PatternException unexpected(String expected) {
        String found = kind == Kind.END ? "it ends" : value + " stands";
        return PatternException.broken(found + " where " + expected + " was expected", start);
    }

    void advance() throws PatternException {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        start = at;
        if (at == text.length()) {
            kind = Kind.END;
            value = "";
        } else if (text.charAt(at) == '\'') {
            kind = Kind.STRING;
            value = string();
        } else if (isWord(text.charAt(at))) {
            kind = Kind.WORD;
            value = word();
        } else {
            kind = Kind.SIGN;
            value = sign();
        }
    }

    private String string() throws PatternException {
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '\'') {
                at++;
                return string.toString();
            }
            if (character == '\\') {
                at++;
                character = escaped();
            }
            string.append(character);
        }
        throw PatternException.broken("a string has no end", start);
    }

    private char escaped() throws PatternException {
        if (at < text.length() && "'\\".indexOf(text.charAt(at)) >= 0) {
            return text.charAt(at);
        }
        throw PatternException.broken("a backslash stands before what needs none", at);
    }

    private String word() {
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String sign() throws PatternException {
        char sign = text.charAt(at);
        if ("[]():.,=!<>*".indexOf(sign) < 0) {
            throw PatternException.broken("a pattern has no " + sign, at);
        }
        at++;
        if ("=!<>".indexOf(sign) >= 0 && at < text.length() && text.charAt(at) == '=') {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isWord(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_';
    }
}
