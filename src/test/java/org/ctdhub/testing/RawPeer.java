// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on a bare socket, for what no well-behaved server would do. */
public final class RawPeer implements AutoCloseable {

    /** Answers the requests of one connection; the connection closes when it returns. */
    public interface Script {
        /** Takes the connection. */
        void play(Wire wire) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\nTransfer-Encoding: *chunked");

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Script script;
    /** How many connections were made. */
    public final AtomicInteger connections = new AtomicInteger();

    /** The head of each request. */
    public final Queue<String> requests = new ConcurrentLinkedQueue<>();

    /** Takes what plays with each connection. */
    public RawPeer(Script script) throws IOException {
        this.script = script;
        start(this::accept);
    }

    /** One that sends the same bytes to every request and keeps the connection open. */
    public static RawPeer answering(String answer) throws IOException {
        return new RawPeer(wire -> {
            while (wire.request()) {
                wire.send(answer);
            }
        });
    }

    /** Gives the port on 127.0.0.1. */
    public int port() {
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
    public final class Wire {

        private final Socket connection;
        private final InputStream in;

        /** Where bytes go to the client. */
        public final OutputStream out;

        Wire(Socket connection) throws IOException {
            this.connection = connection;
            this.in = connection.getInputStream();
            this.out = connection.getOutputStream();
        }

        /** Reads a request, its body included; false at the end of the connection. */
        public boolean request() throws IOException {
            String head = upTo("\r\n\r\n");
            if (head.isEmpty()) {
                return false;
            }
            requests.add(head);
            Matcher length = LENGTH.matcher(head);
            if (length.find()) {
                in.skipNBytes(Long.parseLong(length.group(1)));
            } else if (CHUNKED.matcher(head).find()) {
                skipChunks();
            }
            return true;
        }

        private void skipChunks() throws IOException {
            int size;
            do {
                size = Integer.parseInt(upTo("\r\n").strip(), 16);
                in.skipNBytes(size + 2L);
            } while (size > 0);
        }

        /** What comes until this end; nothing if the connection ends before. */
        private String upTo(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.indexOf(end) < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                text.append((char) next);
            }
            return text.toString();
        }

        /** Sends these characters, a byte each. */
        public void send(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }

        /** Sends a byte each 500 ms until the client hangs up. */
        public void trickle(String text) throws IOException {
            for (int i = 0; !pause(500); i++) {
                send(text.substring(i % text.length(), i % text.length() + 1));
            }
        }

        /** Keeps the connection open and sends nothing. */
        public void hang() {
            pause(60_000);
        }

        /** Has the connection reset when it closes. */
        public void reset() throws IOException {
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
