// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import inet.ipaddr.ipv6.IPv6Address;

/** Reads one IPv6 address, with an IPv4 tail if it has one. */
final class Ipv6 {
    // The library guesses by default: it takes ranges, base 85, missing segments and prefixes.
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .allowPrefix(false)
            .allowMask(false)
            .allowIPv4(false)
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowBase85(false)
            .allowBinary(false)
            .allowUnlimitedLeadingZeros(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .getParentBuilder()
            .toParams();

    private Ipv6() {}

    /**
     * The address, where an IPv4-mapped one ({@code ::ffff:192.0.2.1}) becomes the IPv4 address: that is what goes over
     * the wire, so it is what a consumer meets, and 127.0.0.1 can't hide in it.
     */
    static IPAddress strictly(String text) throws RefusedException {
        refuseOddTail(text);
        IPv6Address address = parse(text);
        return address.isIPv4Mapped() ? address.getEmbeddedIPv4Address() : address;
    }

    private static void refuseOddTail(String text) throws RefusedException {
        String tail = text.substring(text.lastIndexOf(':') + 1);
        if (tail.indexOf('.') >= 0) {
            Ipv4.strictly(tail);
        }
    }

    private static IPv6Address parse(String text) throws RefusedException {
        try {
            return new IPAddressString(text, STRICT).toAddress().toIPv6();
        } catch (AddressStringException | IncompatibleAddressException e) {
            // the library's message repeats the text as it came, so it stays out
            throw new RefusedException(
                    Reason.NOT_AN_ADDRESS, text, "it is no IPv6 address; write it as 2001:db8::1, without brackets");
        }
    }
}
