// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands on together what came together. The route runs on the thread that reads, so nothing more is read of a connection
 * before its last batch is committed, and a sender that is too fast is slowed down by TCP itself.
 */
final class LineBatches extends ChannelInboundHandlerAdapter {

    private static final int MOST = 500;

    private List<ReceivedLine> lines = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object line) {
        lines.add((ReceivedLine) line);
        if (lines.size() == MOST) {
            handOn(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handOn(context);
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handOn(context);
        context.fireChannelInactive();
    }

    private void handOn(ChannelHandlerContext context) {
        if (!lines.isEmpty()) {
            List<ReceivedLine> batch = lines;
            lines = new ArrayList<>();
            context.fireChannelRead(batch);
        }
    }
}
