// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request came from, as far as one can be told from another. */
final class Addresses {

    private static final int NETWORK = 8;

    private Addresses() {}

    /** The IPv4 address, or the first 64 bits of the IPv6 address: who has one of these has all that begin like it. */
    static String of(HttpServletRequest request) {
        String text = request.getRemoteAddr();
        if (text == null || text.indexOf(':') < 0) {
            return String.valueOf(text);
        }
        try {
            // a text with a colon is never looked up
            InetAddress address = InetAddress.getByName(text);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK))
                    : address.getHostAddress();
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
