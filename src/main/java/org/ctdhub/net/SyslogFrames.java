// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of one connection, by RFC 6587: each ended by a line feed, or begun with the number of its octets. A line that
 * is too long is passed over to its end without being kept, and told once.
 */
final class SyslogFrames extends ByteToMessageDecoder {

    private static final int LONGEST_COUNT = 9;

    /** With what a counted line begins: a priority, or at once an event. */
    private static final String BEGINNINGS = "<CL";

    private long over; // octets of a counted line that are still to be passed over
    private boolean overToItsEnd;
    private int searched; // up to where there is no line feed, so that nobody makes us search the same again

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> lines) {
        if (over > 0) {
            int some = (int) Math.min(over, in.readableBytes());
            in.skipBytes(some);
            over -= some;
            return;
        }
        int digits = overToItsEnd || searched > 0 ? 0 : digits(in);
        if (digits < 0) {
            return; // whether it is a number will show
        }
        if (digits > 0) {
            counted(context, in, digits, lines);
        } else {
            ended(context, in, lines);
        }
    }

    /** How many digits count a line's octets; 0 if it isn't counted, -1 if that can't be told yet. */
    private static int digits(ByteBuf in) {
        int length = in.readableBytes();
        for (int at = 0; at <= LONGEST_COUNT; at++) {
            if (at == length) {
                return -1;
            }
            byte c = in.getByte(in.readerIndex() + at);
            if (c == ' ' && at > 0) {
                return at + 1 == length ? -1 : isBeginning(in.getByte(in.readerIndex() + at + 1)) ? at : 0;
            }
            if (c < (at == 0 ? '1' : '0') || c > '9') {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isBeginning(byte c) {
        return BEGINNINGS.indexOf(c) >= 0;
    }

    private void counted(ChannelHandlerContext context, ByteBuf in, int digits, List<Object> lines) {
        int count = 0;
        for (int at = 0; at < digits; at++) {
            count = count * 10 + in.getByte(in.readerIndex() + at) - '0';
        }
        if (count > ReceivedLine.LONGEST) {
            in.skipBytes(digits + 1);
            lines.add(tooLong(context, in));
            over = count;
        } else if (in.readableBytes() > digits + count) {
            in.skipBytes(digits + 1);
            lines.add(ReceivedLine.of(context.channel().remoteAddress(), octets(in, count)));
        }
    }

    private void ended(ChannelHandlerContext context, ByteBuf in, List<Object> lines) {
        int end = in.indexOf(in.readerIndex() + searched, in.writerIndex(), (byte) '\n');
        int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        searched = end < 0 ? length : 0;
        boolean tooLong = length > ReceivedLine.LONGEST + 1; // a carriage return may belong to its end
        if (tooLong && !overToItsEnd) {
            lines.add(tooLong(context, in));
        }
        if (end >= 0) {
            byte[] line = octets(in, length);
            in.skipBytes(1);
            if (!tooLong && !overToItsEnd) {
                add(context, line, lines);
            }
            overToItsEnd = false;
        } else if (tooLong || overToItsEnd) {
            in.skipBytes(length);
            searched = 0;
            overToItsEnd = true;
        }
    }

    private static void add(ChannelHandlerContext context, byte[] line, List<Object> lines) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        if (length > 0) {
            lines.add(ReceivedLine.of(context.channel().remoteAddress(), Arrays.copyOf(line, length)));
        }
    }

    /** What is left when the connection ends has lost its end, and maybe that of an object's value. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> lines) {
        if (in.isReadable() && over == 0 && !overToItsEnd) {
            lines.add(
                    ReceivedLine.broken(context.channel().remoteAddress(), octets(in, in.readableBytes()), "cut_off"));
        }
    }

    private static ReceivedLine tooLong(ChannelHandlerContext context, ByteBuf in) {
        byte[] beginning = new byte[Math.min(in.readableBytes(), 1_000)];
        in.getBytes(in.readerIndex(), beginning);
        return ReceivedLine.broken(context.channel().remoteAddress(), beginning, "too_long");
    }

    private static byte[] octets(ByteBuf in, int count) {
        byte[] octets = new byte[count];
        in.readBytes(octets);
        return octets;
    }
}
