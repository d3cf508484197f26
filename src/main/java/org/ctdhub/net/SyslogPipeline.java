// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.ssl.SslHandler;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;

/** Makes lists of {@link ReceivedLine} of what comes in by syslog: over UDP, TCP, or TLS. */
public final class SyslogPipeline extends ServerInitializerFactory {

    /** Each may make the hub keep a line of 64 KiB. */
    private static final int MOST_CONNECTIONS = 1_000;

    private final Optional<Supplier<SSLEngine>> tls;
    private final AtomicInteger connections;
    private final NettyConsumer consumer;

    /** @param tls makes the engine of each connection; empty: none is encrypted */
    public SyslogPipeline(Optional<Supplier<SSLEngine>> tls) {
        this(tls, null);
    }

    private SyslogPipeline(Optional<Supplier<SSLEngine>> tls, NettyConsumer consumer) {
        this.tls = tls;
        this.connections = new AtomicInteger();
        this.consumer = consumer;
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer of) {
        return new SyslogPipeline(tls, of);
    }

    @Override
    protected void initChannel(Channel channel) {
        if (channel instanceof DatagramChannel) {
            channel.pipeline().addLast(new Datagrams());
        } else {
            if (connections.incrementAndGet() > MOST_CONNECTIONS) {
                channel.config().setAutoRead(false);
                ChannelFuture unused = channel.close();
            }
            channel.closeFuture().addListener(closed -> connections.decrementAndGet());
            tls.ifPresent(engine -> channel.pipeline().addLast(new SslHandler(engine.get())));
            channel.pipeline().addLast(new SyslogFrames());
        }
        channel.pipeline().addLast(new LineBatches(), new ServerChannelHandler(consumer));
    }

    /** A datagram is a line; some senders end it as one. */
    private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            byte[] octets = ByteBufUtil.getBytes(datagram.content());
            int length = octets.length;
            while (length > 0
                    && (octets[length - 1] == '\n' || octets[length - 1] == '\r' || octets[length - 1] == 0)) {
                length--;
            }
            if (length > 0) {
                context.fireChannelRead(ReceivedLine.of(datagram.sender(), Arrays.copyOf(octets, length)));
            }
        }
    }
}
