// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import inet.ipaddr.IPAddress;
import java.util.regex.Pattern;

/** IP addresses: one single address, IPv4 as a dotted quad, IPv6 as RFC 5952 writes it. */
public final class IpAddress {
    private static final int LONGEST_TEXT = 256;

    // a prefix length or mask, a range, a wildcard; a single address as a /32 is still written as a network
    private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F.:]*[/*-][0-9a-fA-F.:/*-]*");

    // as few as one number: a browser takes it for an address
    private static final Pattern NUMBERS = Pattern.compile("0[xX][0-9a-fA-F]+|[0-9][0-9./*:-]*");

    private IpAddress() {}

    /** The canonical text of an address that may be defanged; networks, zones and harmful targets are refused. */
    public static String normalise(String text) throws RefusedException {
        return canonical(Defang.host(RawText.trimmed(text, LONGEST_TEXT)));
    }

    /** Whether a text is meant as an address or a network; a port or a zone doesn't make a name of it. */
    static boolean looksLike(String text) {
        String address = Defang.host(text);
        int colon = address.indexOf(':');
        boolean many = colon >= 0 && colon != address.lastIndexOf(':');
        return many || NUMBERS.matcher(address).matches();
    }

    /** The canonical text of an address that stands alone, as in a URL's host without its brackets. */
    static String canonical(String text) throws RefusedException {
        refuseMoreThanAnAddress(text);
        IPAddress address = strictly(text);
        refuseNeverBlocked(address, text);
        return address.toCanonicalString();
    }

    /** The address of either family, whatever is done with it. */
    static IPAddress strictly(String text) throws RefusedException {
        return text.indexOf(':') < 0 ? Ipv4.strictly(text) : Ipv6.strictly(text);
    }

    private static void refuseMoreThanAnAddress(String text) throws RefusedException {
        if (text.contains("://")) {
            throw new RefusedException(Reason.IS_URL, text, "it has a scheme; use type url");
        }
        if (text.indexOf('%') >= 0 && text.indexOf(':') >= 0) {
            throw new RefusedException(
                    Reason.ZONE_ID,
                    text,
                    "a zone means something on one machine only; leave out the percent sign and what follows it");
        }
        if (NETWORK.matcher(text).matches()) {
            throw new RefusedException(
                    Reason.NETWORK,
                    text,
                    "Networks are not objects; name each address, or block the network in the product's own policy");
        }
        if (hasPort(text)) {
            throw new RefusedException(Reason.PORT, text, "an address has no port; leave it out, or use type url");
        }
    }

    private static boolean hasPort(String text) {
        int colon = text.indexOf(':');
        boolean single = colon >= 0 && colon == text.lastIndexOf(':');
        return text.contains("]:") || (single && text.lastIndexOf('.', colon) >= 0);
    }

    /**
     * Malware's own traffic names these addresses, and a block of them cuts the machine off from itself or from its own
     * wire. Multicast is among them: 239.255.255.250 or ff02::fb is everybody's discovery, and nobody attacks from there.
     */
    private static void refuseNeverBlocked(IPAddress address, String text) throws RefusedException {
        String kind = null;
        if (address.isLoopback()) {
            kind = "a loopback";
        } else if (address.isMulticast()) {
            kind = "a multicast";
        } else if (address.isLinkLocal()) {
            kind = "a link-local";
        } else if (isUnspecified(address)) {
            kind = "an unspecified";
        } else if (address.isIPv4() && address.isMax()) {
            kind = "the limited broadcast";
        }
        if (kind != null) {
            throw new RefusedException(
                    Reason.NEVER_BLOCKED,
                    text,
                    "it is " + kind + " address, and blocking it would harm your own network; leave it out");
        }
    }

    /** All of 0.0.0.0/8 means "this network", so that each of its addresses may reach the machine itself. */
    private static boolean isUnspecified(IPAddress address) {
        return address.isIPv4() ? address.getSegment(0).isZero() : address.isZero();
    }
}
