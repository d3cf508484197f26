// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server on 127.0.0.1. The JDK's own neither keeps the order of headers, which DTAS signs, nor can it
 * send a bare 102.
 */
final class LabServer implements AutoCloseable {

    private final Function<Request, Answer> product;
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(LabServer::thread);

    /** Listens on the port; 0 takes a free one. */
    LabServer(int port, Function<Request, Answer> product) throws IOException {
        this.product = product;
        listener = new ServerSocket(port, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdownNow();
            for (Socket connection : connections) {
                connection.close();
            }
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A request is still being answered");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's port couldn't be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                handOver(listener.accept());
            } catch (IOException e) {
                // Closed meanwhile, or a client that hung up at once: the loop's condition tells which.
            }
        }
    }

    // Known before it is handed over, so that close() sees every connection that was not rejected.
    private void handOver(Socket connection) throws IOException {
        connections.add(connection);
        try {
            threads.execute(() -> serve(connection));
        } catch (RejectedExecutionException e) {
            connection.close();
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 64 * 1024);
            RequestReader reader = new RequestReader(new BufferedInputStream(connection.getInputStream()), out);
            boolean open = true;
            while (open) {
                open = exchange(reader, out);
                out.flush();
            }
        } catch (IOException e) {
            // The client went away; there is nobody left to tell.
        } finally {
            connections.remove(connection);
        }
    }

    private boolean exchange(RequestReader reader, OutputStream out) throws IOException {
        try {
            Optional<Request> request = reader.next();
            return request.isPresent() && answer(request.get(), out);
        } catch (ProtocolException e) {
            Answer.text(400, e.getMessage()).writeTo(out);
            return false;
        }
    }

    private boolean answer(Request request, OutputStream out) throws IOException {
        boolean open = product.apply(request).writeTo(out);
        return open && !request.header("Connection").orElse("").equalsIgnoreCase("close");
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "lab-simulator");
        thread.setDaemon(true);
        return thread;
    }
}
