// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A receiver of syslog that counts octets as RFC 6587 has it, and knows nothing else of the hub. */
final class SyslogReceiver implements AutoCloseable {

    private final ServerSocket server;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger breaksAfter = new AtomicInteger(-1);

    /** @param port 0: any that is free */
    SyslogReceiver(ServerSocketFactory sockets, int port) throws IOException {
        server = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "syslog-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What came, in its order. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** Breaks the next connection off after so many messages, and forgets them, as one that crashes does. */
    void breakOnceAfter(int count) {
        breaksAfter.set(count);
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                read(socket);
            } catch (IOException e) {
                // the next one may do better
            }
        }
    }

    private void read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int read = 0;
        for (int octets = count(in); octets >= 0; octets = count(in)) {
            byte[] message = in.readNBytes(octets);
            if (message.length < octets) {
                throw new EOFException();
            }
            if (read++ == breaksAfter.get()) {
                breaksAfter.set(-1);
                messages.subList(messages.size() - read + 1, messages.size()).clear();
                socket.setSoLinger(true, 0);
                return;
            }
            messages.add(new String(message, StandardCharsets.UTF_8));
        }
    }

    /** -1 at the end. */
    private static int count(InputStream in) throws IOException {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        for (int c = in.read(); c != ' '; c = in.read()) {
            if (c < 0) {
                return -1;
            }
            digits.write(c);
        }
        return Integer.parseInt(digits.toString(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
