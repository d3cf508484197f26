// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire between two managers. It can be cut: what is on it then is lost, and nobody gets through. It can lose the answers
 * alone: the hub hears and does, and the edge never knows. It remembers all that the edge ever said.
 */
final class LinkProxy implements AutoCloseable {

    private enum State {
        WHOLE,
        CUT,
        DEAF
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private volatile State state = State.WHOLE;

    LinkProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void cut() {
        state = State.CUT;
        open.forEach(LinkProxy::quietly);
    }

    /** From now on no answer gets through. */
    void loseAnswers() {
        state = State.DEAF;
    }

    void mend() {
        state = State.WHOLE;
    }

    /** All that the edge said so far, headers and bodies. */
    String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException closed) {
                // the next one may get through
            }
        }
    }

    private void connect(Socket caller) throws IOException {
        if (state == State.CUT) {
            caller.close();
            return;
        }
        Socket hub = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(caller);
        open.add(hub);
        daemon(() -> pump(caller, hub, true));
        daemon(() -> pump(hub, caller, false));
    }

    private void pump(Socket from, Socket to, boolean up) {
        byte[] some = new byte[8_192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(some); n >= 0 && (up || state != State.DEAF); n = in.read(some)) {
                out.write(some, 0, n);
                if (up) {
                    told.write(some, 0, n);
                }
            }
        } catch (IOException ended) {
            // as it does when the wire is cut
        } finally {
            quietly(from);
            quietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "link-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
