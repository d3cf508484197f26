// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;

/**
 * The lines of a text in UTF-8, one at a time, ended by LF, CRLF or CR. Holds one line and never more than its first
 * 64 KiB; a line that is longer, or isn't UTF-8, comes with the reason, and the next one is read as if nothing were.
 */
final class TextLines {

    private static final int SHOWN = 200;

    private final InputStream in;
    private final CharsetDecoder decoder = UTF_8.newDecoder();
    private final byte[] buffer = new byte[16 * 1024];
    private byte[] line = new byte[256];
    private int at;
    private int end;
    private long number;
    private boolean afterCarriageReturn;

    /**
     * One line.
     *
     * @param number from 1
     * @param text without its end; of a line that can't be read, its beginning
     * @param fault null, {@code too_long} or {@code not_utf8}
     */
    record Line(long number, String text, String fault) {

        String message() {
            return fault.equals("too_long")
                    ? "This line has more than 65,536 bytes. Give one value a line."
                    : "This line's bytes are not UTF-8. Save the file as UTF-8.";
        }
    }

    TextLines(InputStream in) {
        this.in = in;
    }

    /** The next line, null after the last; an end of line at the end of the text begins no further one. */
    Line next() throws IOException {
        int length = 0;
        int next = read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n' && next != '\r') {
            if (length < Intake.LONGEST) {
                keep((byte) next, length);
            }
            // one more is enough to know that it is too long
            length = Math.min(length + 1, Intake.LONGEST + 1);
            next = read();
        }
        afterCarriageReturn = next == '\r';
        number++;
        return number == 1 ? first(length) : line(0, length);
    }

    private Line first(int length) {
        if (length >= 2 && (startsWith(0xFF, 0xFE) || startsWith(0xFE, 0xFF))) {
            throw new UnreadableException("This text is UTF-16 from line 1 on. Save the file as UTF-8.");
        }
        return line(length >= 3 && startsWith(0xEF, 0xBB, 0xBF) ? 3 : 0, length);
    }

    private boolean startsWith(int... bytes) {
        for (int place = 0; place < bytes.length; place++) {
            if (line[place] != (byte) bytes[place]) {
                return false;
            }
        }
        return true;
    }

    private Line line(int from, int length) {
        if (length > Intake.LONGEST) {
            return new Line(number, beginning(from, Intake.LONGEST), "too_long");
        }
        try {
            String text =
                    decoder.decode(ByteBuffer.wrap(line, from, length - from)).toString();
            return new Line(number, text, null);
        } catch (CharacterCodingException notUtf8) {
            return new Line(number, beginning(from, length), "not_utf8");
        }
    }

    private String beginning(int from, int length) {
        return new String(line, from, Math.min(SHOWN, length - from), UTF_8);
    }

    private void keep(byte one, int length) {
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * length, Intake.LONGEST));
        }
        line[length] = one;
    }

    /** The next byte; of CR LF only the first ends a line. */
    private int read() throws IOException {
        int one = raw();
        if (afterCarriageReturn && one == '\n') {
            one = raw();
        }
        afterCarriageReturn = false;
        return one;
    }

    private int raw() throws IOException {
        if (at == end) {
            end = Math.max(in.read(buffer, 0, buffer.length), 0);
            at = 0;
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }
}
