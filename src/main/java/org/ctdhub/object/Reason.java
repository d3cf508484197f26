// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.Locale;

/** Why a text was refused; the words are stable, so that programs may compare them. */
public enum Reason {
    /** Nothing but blanks, or nothing at all. */
    EMPTY,
    /** Longer than its type allows. */
    TOO_LONG,
    UNKNOWN_TYPE,
    UNKNOWN_RISK,
    /** A hash with something else than 0-9 and a-f in it. */
    NOT_HEX,
    /** A hash of another algorithm, or cut off. */
    WRONG_LENGTH,
    NOT_AN_ADDRESS,
    /** An IPv4 number with a leading zero: 8 to some readers, 10 to others. */
    OCTAL_FORM,
    HEX_FORM,
    /** An IPv4 address as one number. */
    INTEGER_FORM,
    /** An IPv4 address with fewer than four numbers. */
    SHORT_FORM,
    /** An IPv6 address with {@code %interface}. */
    ZONE_ID,
    /** A port where none belongs, or one outside 1 to 65535. */
    PORT,
    /** A CIDR network, a range, or an address with a wildcard. */
    NETWORK,
    /** A network whose address has bits beyond its prefix length. */
    HOST_BITS,
    /** A range whose end stands before its start, or is of the other family. */
    BACKWARDS,
    /** A network of which most isn't the asker's own. */
    TOO_WIDE,
    /** An address whose blocking harms its own network and nobody else. */
    NEVER_BLOCKED,
    /** An IP address where a domain was asked for. */
    IS_ADDRESS,
    /** A URL, or a part of one, where a domain was asked for. */
    IS_URL,
    /** An e-mail address where a domain was asked for. */
    IS_MAILBOX,
    WILDCARD,
    /** A name without a dot. */
    BARE_NAME,
    /** A name under which strangers register their own. */
    PUBLIC_SUFFIX,
    EMPTY_LABEL,
    LABEL_TOO_LONG,
    /** A hyphen at an edge of a label. */
    HYPHEN,
    /** A character that can't stand here. */
    CHARACTER,
    /** An internationalised name that UTS 46 calls invalid. */
    IDNA,
    /** A scheme that is missing, or is neither http nor https. */
    SCHEME,
    NO_HOST,
    /** An authority that two readers would split at different places. */
    AMBIGUOUS;

    /** The reason in lower case with underscores, such as {@code octal_form}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
