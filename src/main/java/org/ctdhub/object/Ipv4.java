// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import inet.ipaddr.ipv4.IPv4Address;

/** Reads four decimal numbers and nothing else; other readers' guesses (octal, hex, short forms) are named and refused. */
final class Ipv4 {
    private static final int NUMBERS = 4;

    private Ipv4() {}

    static IPv4Address strictly(String text) throws RefusedException {
        String[] numbers = text.split("\\.", NUMBERS + 1);
        for (String number : numbers) {
            refuseOddNumber(number, text);
        }
        refuseOddCount(numbers.length, text);
        int bits = 0;
        for (String number : numbers) {
            bits = bits << 8 | octet(number, text);
        }
        return new IPv4Address(bits);
    }

    private static void refuseOddNumber(String number, String text) throws RefusedException {
        if (number.startsWith("0x") || number.startsWith("0X")) {
            throw new RefusedException(
                    Reason.HEX_FORM,
                    text,
                    "hex numbers are read differently by each product; write four decimal numbers");
        }
        if (!RawText.isDecimal(number)) {
            throw new RefusedException(
                    Reason.NOT_AN_ADDRESS, text, "it is no IP address; write it as 192.0.2.1 or 2001:db8::1");
        }
    }

    private static void refuseOddCount(int count, String text) throws RefusedException {
        if (count == 1) {
            throw new RefusedException(
                    Reason.INTEGER_FORM, text, "an address as one number is read by few; write four decimal numbers");
        }
        if (count < NUMBERS) {
            throw new RefusedException(
                    Reason.SHORT_FORM, text, "it has " + count + " numbers; write all four of the address");
        }
        if (count > NUMBERS) {
            throw new RefusedException(Reason.NOT_AN_ADDRESS, text, "an IPv4 address has four numbers, not more");
        }
    }

    private static int octet(String number, String text) throws RefusedException {
        if (number.length() > 1 && number.charAt(0) == '0') {
            throw new RefusedException(
                    Reason.OCTAL_FORM,
                    text,
                    "a leading zero makes a number octal to some and decimal to others; write it without");
        }
        if (number.length() > 3 || Integer.parseInt(number) > 255) {
            throw new RefusedException(Reason.NOT_AN_ADDRESS, text, "a number of an IPv4 address is at most 255");
        }
        return Integer.parseInt(number);
    }
}
