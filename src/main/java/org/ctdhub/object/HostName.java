// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.Locale;
import java.util.Set;

/** The canonical form of a host's name: A-labels in lower case without the root's dot. */
final class HostName {
    private static final int LONGEST_NAME = 253;
    // letters may be composed and invisible ones dropped, so that a valid name may have been longer
    private static final int LONGEST_TEXT = 2 * LONGEST_NAME;
    private static final int LONGEST_LABEL = 63;

    // Non-transitional with the two checks that browsers make, so that a name here is the name that was visited.
    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    private HostName() {}

    /** The name in ASCII; it may have one label only, or be a number: whether it fits is its user's affair. */
    static String canonical(String text) throws RefusedException {
        refuseLong(text.length() > LONGEST_TEXT, text);
        String ascii = isPlain(text) ? text.toLowerCase(Locale.ROOT) : aLabels(text);
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        refuseLong(name.length() > LONGEST_NAME, text);
        for (String label : name.split("\\.", -1)) {
            refuseOddLabel(label, text);
        }
        return name;
    }

    /** Whether browsers read the name as an IPv4 address: its last label is a decimal or hex number. */
    static boolean isNumeric(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String digits = last.startsWith("0x") ? last.substring(2) : last;
        int radix = last.startsWith("0x") ? 16 : 10;
        return digits.chars().allMatch(digit -> Character.digit(digit, radix) >= 0);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(character -> character < 0x80)
                && !text.toLowerCase(Locale.ROOT).contains("xn--");
    }

    private static String aLabels(String text) throws RefusedException {
        StringBuilder ascii = new StringBuilder();
        for (IDNA.Error error : toAscii(text, ascii)) {
            if (!isLeftToLabels(error)) {
                throw new RefusedException(
                        Reason.IDNA,
                        text,
                        "it is no valid internationalised name (" + error.name().toLowerCase(Locale.ROOT)
                                + "); give the name as it was resolved");
            }
        }
        return ascii.toString();
    }

    private static Set<IDNA.Error> toAscii(String text, StringBuilder ascii) throws RefusedException {
        IDNA.Info info = new IDNA.Info();
        try {
            UTS46.nameToASCII(text, ascii, info);
        } catch (ICUInputTooLongException e) {
            // one letter may map to 18, and the library takes labels of up to 1,000 only
            throw labelTooLong(text);
        }
        return info.getErrors();
    }

    /** Errors of length, which plain names have as well: one check for both. Hyphens at 3 and 4 do occur in real names. */
    private static boolean isLeftToLabels(IDNA.Error error) {
        return switch (error) {
            case EMPTY_LABEL, LABEL_TOO_LONG, DOMAIN_NAME_TOO_LONG, HYPHEN_3_4 -> true;
            default -> false;
        };
    }

    private static void refuseOddLabel(String label, String text) throws RefusedException {
        if (label.isEmpty()) {
            throw new RefusedException(
                    Reason.EMPTY_LABEL, text, "a dot stands at the start or next to another; write one between labels");
        }
        if (label.length() > LONGEST_LABEL) {
            throw labelTooLong(text);
        }
        for (int at = 0; at < label.length(); at++) {
            refuseOddCharacter(label.charAt(at), text);
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            throw new RefusedException(
                    Reason.HYPHEN,
                    text,
                    "no label begins or ends with a hyphen, as no resolver asks for it; check the name");
        }
    }

    private static void refuseLong(boolean tooLong, String text) throws RefusedException {
        if (tooLong) {
            throw new RefusedException(
                    Reason.TOO_LONG, text, "a host name has at most 253 characters; give the name alone");
        }
    }

    private static RefusedException labelTooLong(String text) {
        return new RefusedException(
                Reason.LABEL_TOO_LONG, text, "a label between dots has at most 63 characters; check the name");
    }

    /** As STD 3, and the underscore: the DNS carries it, resolvers ask for it, and malware's host names have it. */
    private static void refuseOddCharacter(char character, String text) throws RefusedException {
        if (character == '*') {
            throw new RefusedException(
                    Reason.WILDCARD, text, "wildcards belong to exceptions; name the domain without it");
        }
        boolean letterOrDigit = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
        if (!letterOrDigit && character != '-' && character != '_') {
            throw new RefusedException(
                    Reason.CHARACTER,
                    text,
                    "a host name has only letters, digits, hyphens, underscores and dots, not '"
                            + Quotation.of(String.valueOf(character)) + "'; give the name alone");
        }
    }
}
