// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.LongFunction;

/** What a reader handed out, for the tests. */
final class Imported implements ImportSink {

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
        return new SequenceInputStream(new Enumeration<>() {
            private long next = -1;

            @Override
            public boolean hasMoreElements() {
                return next <= count;
            }

            @Override
            public InputStream nextElement() {
                StringBuilder text = new StringBuilder(next < 0 ? first : "");
                for (next = Math.max(next, 0); next < count && text.length() < 8192; next++) {
                    text.append(part.apply(next));
                }
                if (next == count) {
                    text.append(last);
                    next++;
                }
                return new ByteArrayInputStream(text.toString().getBytes(UTF_8));
            }
        });
    }

    @Override
    public void take(ImportLine line) {
        lines.add(line);
    }

    @Override
    public void fault(ImportFault fault) {
        faults.add(fault);
    }

    /** Counts and keeps nothing. */
    static final class Count implements ImportSink {
        long lines;
        final List<ImportFault> faults = Collections.synchronizedList(new ArrayList<>());

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
