// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What a reader handed out, for the tests. */
final class Imported implements ImportSink {

    final Map<String, String> pairs = new LinkedHashMap<>();
    final List<ImportLine> lines = new ArrayList<>();
    final List<ImportFault> faults = new ArrayList<>();

    static Imported of(ImportFormat format, String text) {
        return of(format, text.getBytes(UTF_8));
    }

    static Imported of(ImportFormat format, byte[] bytes) {
        Imported imported = new Imported();
        try {
            format.read(new ByteArrayInputStream(bytes), imported);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return imported;
    }

    static UnreadableException unreadable(ImportFormat format, String text) {
        return catchThrowableOfType(UnreadableException.class, () -> of(format, text));
    }

    /** Each candidate as {@code line type value}. */
    List<String> said() {
        return lines.stream()
                .map(line -> line.line() + " " + line.type() + " " + line.value())
                .toList();
    }

    /** Each fault as {@code line reason}. */
    List<String> wrong() {
        return faults.stream().map(fault -> fault.line() + " " + fault.reason()).toList();
    }

    /** A text of as many parts as asked for, made while it is read. */
    static InputStream endless(String first, long count, LongFunction<String> part, String last) {
        return new InputStream() {
            private byte[] piece = first.getBytes(UTF_8);
            private int at;
            private long made;

            @Override
            public int read() {
                throw new UnsupportedOperationException("one byte at a time would be slow");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at == piece.length && made > count) {
                    return -1;
                }
                if (at == piece.length) {
                    piece = next().getBytes(UTF_8);
                    at = 0;
                }
                int read = Math.min(length, piece.length - at);
                System.arraycopy(piece, at, into, offset, read);
                at += read;
                return read;
            }

            private String next() {
                StringBuilder text = new StringBuilder();
                for (; made < count && text.length() < 8192; made++) {
                    text.append(part.apply(made));
                }
                if (made == count && text.length() < 8192) {
                    text.append(last).append(' ');
                    made++;
                }
                return text.toString();
            }
        };
    }

    @Override
    public void take(ImportLine line) {
        lines.add(line);
    }

    @Override
    public void pair(String sha1, String sha256) {
        pairs.put(sha1, sha256);
    }

    @Override
    public void fault(ImportFault fault) {
        faults.add(fault);
    }

    /** Counts and keeps nothing. */
    static final class Count implements ImportSink {
        long lines;
        final List<ImportFault> faults = new ArrayList<>();

        @Override
        public void take(ImportLine line) {
            lines++;
        }

        @Override
        public void fault(ImportFault fault) {
            faults.add(fault);
        }
    }
}
