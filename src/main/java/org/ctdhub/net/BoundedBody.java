// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * An answer's body under the guard: inflated already, counted against the cap, cut off at the deadline. Read to its end it
 * gives the connection back; closed before, it drops the connection instead of reading on for politeness.
 */
final class BoundedBody extends InputStream {

    private final InputStream in;
    private final Stopwatch watch;
    private final long cap;
    private final long expected;
    private long count;
    private boolean ended;

    private BoundedBody(InputStream in, long expected, Stopwatch watch, long cap) {
        this.in = in;
        this.expected = expected;
        this.watch = watch;
        this.cap = cap;
    }

    /** The entity with its body under the guard. */
    static HttpEntity of(HttpEntity entity, Stopwatch watch, long cap) throws IOException {
        InputStream body = new BoundedBody(entity.getContent(), entity.getContentLength(), watch, cap);
        return new HttpEntityWrapper(entity) {
            @Override
            public InputStream getContent() {
                return body;
            }
        };
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        int read = receive(into, offset, length);
        if (read < 0) {
            end();
            return -1;
        }
        count += read;
        if (count > cap) {
            ended = true;
            watch.disconnect();
            throw new AnswerTooLargeException(cap);
        }
        return read;
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        try {
            int read = in.read(into, offset, length);
            watch.check();
            return read;
        } catch (IOException | RuntimeException failure) {
            ended = true;
            IOException explained = watch.explain(failure);
            watch.disconnect();
            throw explained;
        }
    }

    private void end() throws IOException {
        ended = true;
        watch.stop();
        in.close();
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        if (count == expected) {
            end();
        } else {
            ended = true;
            watch.disconnect();
        }
    }
}
