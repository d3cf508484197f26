// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The one connection of a session, by no proxy, closed when the deadline is over, whatever waits for it. */
final class DirectSocket implements SocketFactory {

    private final Socket socket = new Socket(Proxy.NO_PROXY);
    private final int longest;
    private final Future<?> alarm;
    private volatile boolean late;

    DirectSocket(Duration deadline) {
        this.longest = Math.toIntExact(deadline.toMillis());
        this.alarm = Guard.TIMER.schedule(this::pass, longest, TimeUnit.MILLISECONDS);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), longest);
        return socket;
    }

    @Override
    public InputStream getInputStream(Socket of) throws IOException {
        return of.getInputStream();
    }

    @Override
    public OutputStream getOutputStream(Socket of) throws IOException {
        return of.getOutputStream();
    }

    private void pass() {
        late = true;
        close();
    }

    boolean isLate() {
        return late;
    }

    void close() {
        alarm.cancel(false);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
