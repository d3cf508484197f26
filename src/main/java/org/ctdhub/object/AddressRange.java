// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.IPAddressString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses from one to another, both of them included and of one family.
 *
 * @param low the first, in canonical text
 * @param high the last, in canonical text
 */
public record AddressRange(String low, String high) {
    private static final int LONGEST_TEXT = 256;
    private static final int LARGEST_V4 = 24;
    private static final int LARGEST_V6 = 112;
    private static final Pattern WILDCARD = Pattern.compile("[0-9]{1,10}(?:\\.[0-9]{1,10}){0,2}(?:\\.\\*){1,3}");
    private static final Pattern PREFIX = Pattern.compile("([^/]*)/([0-9]{1,3})");

    /** Whether a text has the sign of a network, a range or a wildcard in it. */
    public static boolean looksLike(String text) {
        return text != null && (text.indexOf('/') >= 0 || text.indexOf('-') >= 0 || text.indexOf('*') >= 0);
    }

    /** The range of {@code 192.0.2.0/24}, {@code 192.0.2.5-192.0.2.20} or {@code 192.0.2.*}, which may be defanged. */
    public static AddressRange of(String text) throws RefusedException {
        String range = Defang.host(RawText.trimmed(text, LONGEST_TEXT));
        int dash = range.indexOf('-');
        if (range.indexOf('*') >= 0) {
            return wildcard(range);
        }
        if (dash >= 0) {
            return between(
                    address(range.substring(0, dash).strip()),
                    address(range.substring(dash + 1).strip()),
                    range);
        }
        return network(range);
    }

    /**
     * The same addresses in as few lines as can be, lowest first: as networks, or as ranges from one to another. What is no
     * address stands before them, as it is.
     */
    public static List<String> merged(List<String> texts, boolean networks) {
        List<String> lines = new ArrayList<>();
        List<IPAddressSeqRange> ranges = new ArrayList<>();
        for (String text : texts) {
            IPAddress address = new IPAddressString(text).getAddress();
            if (address == null) {
                lines.add(text);
            } else {
                ranges.add(address.spanWithRange(address));
            }
        }
        for (IPAddressSeqRange range : IPAddressSeqRange.join(ranges.toArray(IPAddressSeqRange[]::new))) {
            if (range.getCount().equals(BigInteger.ONE)) {
                lines.add(range.getLower().toCanonicalString());
            } else if (networks) {
                for (IPAddress network : range.spanWithPrefixBlocks()) {
                    lines.add(
                            network.isMultiple()
                                    ? network.toCanonicalString()
                                    : network.withoutPrefixLength().toCanonicalString());
                }
            } else {
                lines.add(range.getLower().toCanonicalString() + "-"
                        + range.getUpper().toCanonicalString());
            }
        }
        return lines;
    }

    /** As a network where it is one, otherwise from low to high; the same addresses give the same text. */
    public String text() {
        BigInteger size = size();
        boolean network = size.bitCount() == 1 && number(low).mod(size).signum() == 0;
        return network ? low + '/' + (bits(low) - size.getLowestSetBit()) : low + '-' + high;
    }

    /** Whether a canonical address is one of these. */
    public boolean contains(String address) {
        return bits(address) == bits(low)
                && number(low).compareTo(number(address)) <= 0
                && number(address).compareTo(number(high)) <= 0;
    }

    private static AddressRange wildcard(String text) throws RefusedException {
        if (!WILDCARD.matcher(text).matches() || text.split("\\.", -1).length != 4) {
            throw new RefusedException(
                    Reason.WILDCARD,
                    text,
                    "a wildcard stands for whole numbers at the end of an IPv4 address, as in 192.0.2.*; write a network"
                            + " or a range otherwise");
        }
        return between(Ipv4.strictly(text.replace('*', '0')), Ipv4.strictly(text.replace("*", "255")), text);
    }

    private static AddressRange network(String text) throws RefusedException {
        Matcher parts = PREFIX.matcher(text);
        if (!parts.matches()) {
            throw new RefusedException(
                    Reason.NETWORK, text, "a network is an address, a slash and a number of bits, as in 192.0.2.0/24");
        }
        IPAddress address = address(parts.group(1));
        int length = Integer.parseInt(parts.group(2));
        if (length > address.getBitCount()) {
            throw new RefusedException(
                    Reason.NETWORK, text, "its family has " + address.getBitCount() + " bits; write at most as many");
        }
        IPAddress block = address.toPrefixBlock(length);
        IPAddress first = block.getLower().withoutPrefixLength();
        if (!first.equals(address)) {
            throw new RefusedException(
                    Reason.HOST_BITS,
                    text,
                    "it has bits beyond its prefix; the network is " + first.toCanonicalString() + '/' + length
                            + ", a single address has no slash");
        }
        return between(first, block.getUpper().withoutPrefixLength(), text);
    }

    private static IPAddress address(String text) throws RefusedException {
        IPAddress address = IpAddress.strictly(text);
        if (address.isIPv4() && text.indexOf(':') >= 0) {
            throw new RefusedException(
                    Reason.NOT_AN_ADDRESS, text, "it holds an IPv4 address, which is what products meet; write that");
        }
        return address;
    }

    private static AddressRange between(IPAddress low, IPAddress high, String text) throws RefusedException {
        if (low.isIPv4() != high.isIPv4() || low.getValue().compareTo(high.getValue()) > 0) {
            throw new RefusedException(
                    Reason.BACKWARDS, text, "a range goes from a lower address to a higher one of its family");
        }
        AddressRange range = new AddressRange(low.toCanonicalString(), high.toCanonicalString());
        int largest = low.isIPv4() ? LARGEST_V4 : LARGEST_V6;
        if (range.size().compareTo(BigInteger.ONE.shiftLeft(largest)) > 0) {
            throw new RefusedException(
                    Reason.TOO_WIDE,
                    text,
                    "it is wider than a /" + (low.getBitCount() - largest) + "; name the networks that are your own");
        }
        return range;
    }

    private BigInteger size() {
        return number(high).subtract(number(low)).add(BigInteger.ONE);
    }

    private static int bits(String address) {
        return address.indexOf(':') < 0 ? 32 : 128;
    }

    private static BigInteger number(String canonical) {
        return new IPAddressString(canonical).getAddress().getValue();
    }
}
