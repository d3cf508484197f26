// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line that somebody sent.
 *
 * @param sender the address that it came from
 * @param text the line; of one that can't be taken its beginning
 * @param fault null, or why it can't be taken: {@code too_long}, {@code not_utf8} or {@code cut_off}
 */
public record ReceivedLine(String sender, String text, String fault) {

    /** Octets of the longest line that is taken. */
    static final int LONGEST = 64 * 1024;

    private static final int SHOWN = 200;

    /** A line as it came. */
    static ReceivedLine of(SocketAddress sender, byte[] octets) {
        if (octets.length > LONGEST) {
            return broken(sender, octets, "too_long");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return new ReceivedLine(address(sender), text, null);
        } catch (CharacterCodingException e) {
            return broken(sender, octets, "not_utf8");
        }
    }

    /** A line of which only the beginning is known, or is any good. */
    static ReceivedLine broken(SocketAddress sender, byte[] beginning, String fault) {
        return new ReceivedLine(
                address(sender),
                new String(beginning, 0, Math.min(beginning.length, SHOWN), StandardCharsets.UTF_8),
                fault);
    }

    private static String address(SocketAddress sender) {
        return sender instanceof InetSocketAddress inet && inet.getAddress() != null
                ? NetUtil.toAddressString(inet.getAddress())
                : String.valueOf(sender);
    }
}
