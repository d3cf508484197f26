// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a bare socket, for what no well-behaved server would do. */
final class RawPeer implements AutoCloseable {

    /** Answers the requests of one connection; the connection closes when it returns. */
    interface Script {
        void play(Wire wire) throws IOException;
    }

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Script script;
    final AtomicInteger connections = new AtomicInteger();
    final Queue<String> requests = new ConcurrentLinkedQueue<>();

    RawPeer(Script script) throws IOException {
        this.script = script;
        start(this::accept);
    }

    /** One that sends the same bytes to every request and keeps the connection open. */
    static RawPeer answering(String answer) throws IOException {
        return new RawPeer(wire -> {
            while (wire.request()) {
                wire.send(answer);
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                open.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException over) {
            closed.countDown();
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            script.play(new Wire(connection));
        } catch (IOException gone) {
            // the client hung up, as many tests want it to
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }

    /** One connection. */
    final class Wire {

        private final Socket connection;
        private final InputStream in;
        final OutputStream out;

        Wire(Socket connection) throws IOException {
            this.connection = connection;
            this.in = connection.getInputStream();
            this.out = connection.getOutputStream();
        }

        /** Reads the head of a request; false at the end of the connection. */
        boolean request() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            return requests.add(head.toString());
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }

        /** Sends a byte each 500 ms until the client hangs up. */
        void trickle(String text) throws IOException {
            for (int i = 0; !pause(500); i++) {
                send(text.substring(i % text.length(), i % text.length() + 1));
            }
        }

        void hang() {
            pause(60_000);
        }

        void reset() throws IOException {
            connection.setSoLinger(true, 0);
        }

        /** Waits; true when the test is over. */
        private boolean pause(long millis) {
            try {
                return closed.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }
}
