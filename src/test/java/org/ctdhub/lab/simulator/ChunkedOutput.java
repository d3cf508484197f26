// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Sends a body of unknown length in chunks; closing it ends the body and leaves the connection open. */
final class ChunkedOutput extends OutputStream {

    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;
    private boolean ended;

    /** Ends the header block, which must have been written but for its empty line. */
    ChunkedOutput(OutputStream out) throws IOException {
        this.out = out;
        out.write(LINE_END);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > 0) {
            chunk(bytes, from, length);
        }
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            chunk(new byte[0], 0, 0);
        }
    }

    private void chunk(byte[] bytes, int from, int length) throws IOException {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, from, length);
        out.write(LINE_END);
    }
}
