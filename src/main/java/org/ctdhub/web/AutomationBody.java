// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** A request's body that goes into the checksum while it is read, up to a limit. */
final class AutomationBody extends InputStream {

    private final InputStream in;
    private final MessageDigest checksum;
    private final long most;
    private long read;

    AutomationBody(InputStream in, MessageDigest checksum, long most) {
        this.in = in;
        this.checksum = checksum;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
            read += count;
            if (read > most) {
                throw new AutomationRefusal(
                        AutomationCode.TOO_LARGE,
                        "The body is larger than the " + most + " bytes that are taken here.");
            }
            checksum.update(into, offset, count);
        }
        return count;
    }
}
