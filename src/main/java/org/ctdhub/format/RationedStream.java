// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Hands a parser a ration of bytes per record. Parsers gather a comment, a name or an attribute whole before they tell
 * anybody; the ration bounds what they can gather, whatever it is called.
 */
final class RationedStream extends InputStream {

    /** What parsers read ahead of the record that they are at, all their buffers together. */
    private static final int READ_AHEAD = 64 * 1024;

    /** No encoding that a document may declare takes more bytes for a character. */
    private static final int BYTES_PER_CHAR = 4;

    private final InputStream in;
    private final long ration;
    private long left;

    RationedStream(InputStream in, int recordChars) {
        this.in = in;
        this.ration = (long) recordChars * BYTES_PER_CHAR + READ_AHEAD;
        this.left = ration;
    }

    /** Begins the next record. */
    void refill() {
        left = ration;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (left == 0) {
            throw new TooLongException(ration);
        }
        int read = in.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The ration is eaten. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(long ration) {
            super("one record takes more than " + ration + " bytes");
        }
    }
}
