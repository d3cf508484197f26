// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire between two managers. It can be cut: what is on it then is lost, and nobody gets through. It can lose the answers
 * alone: the hub hears and does, and the edge never knows. It remembers each call that the hub answered.
 */
public final class LinkProxy implements AutoCloseable {

    private static final Set<String> OF_THIS_HOP =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "accept-encoding");

    private enum State {
        WHOLE,
        CUT,
        DEAF
    }

    /**
     * A call that the hub answered.
     *
     * @param service the last part of its path
     * @param buckets whether it asked for parts by name
     * @param reached whether the edge got the answer
     */
    public record Call(String service, boolean buckets, String body, int status, String answer, boolean reached) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "link-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile String target;
    private final AtomicInteger until = new AtomicInteger();
    private volatile State state = State.WHOLE;
    private volatile State then = State.WHOLE;

    /** A wire that ends there. */
    public LinkProxy(String target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::carry);
        server.start();
    }

    /** Where it begins. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it ends there. */
    void leadTo(String url) {
        target = url;
    }

    /** Cuts it. */
    public void cut() {
        state = State.CUT;
        open.forEach(HttpExchange::close);
    }

    /** From now on no answer gets through. */
    public void loseAnswers() {
        state = State.DEAF;
    }

    /** Loses one call, of this number from now on, from 1; or the answer to it alone. */
    public void loseOne(int call, boolean answer) {
        then = answer ? State.DEAF : State.CUT;
        until.set(call);
    }

    /** From now on everything gets through; answers whether the one that was to be lost had been made. */
    public boolean mend() {
        state = State.WHOLE;
        return until.getAndSet(0) <= 0;
    }

    private State stateOfThisCall() {
        return until.decrementAndGet() == 0 ? then : state;
    }

    /** What the hub answered so far, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private void carry(HttpExchange edge) throws IOException {
        open.add(edge);
        try (edge) {
            String body = new String(edge.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            State now = stateOfThisCall();
            if (now != State.CUT) {
                HttpResponse<String> answer = http.send(copy(edge, body), BodyHandlers.ofString());
                boolean reached = now == State.WHOLE && state == State.WHOLE && reaches(edge, answer);
                calls.add(new Call(
                        edge.getRequestURI().getPath().replaceAll(".*/", ""),
                        edge.getRequestHeaders().containsKey("X-DTAS-Buckets"),
                        body,
                        answer.statusCode(),
                        answer.body(),
                        reached));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(edge);
        }
    }

    private HttpRequest copy(HttpExchange edge, String body) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(URI.create(target + edge.getRequestURI()))
                .method(
                        edge.getRequestMethod(),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        edge.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THIS_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> copy.header(name, value));
            }
        });
        return copy.build();
    }

    private static boolean reaches(HttpExchange edge, HttpResponse<String> answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().map().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).matches("content-type|retry-after|x-dtas-.*")) {
                edge.getResponseHeaders().put(name, values);
            }
        });
        try {
            edge.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            try (OutputStream out = edge.getResponseBody()) {
                out.write(body);
            }
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    @Override
    public void close() {
        cut();
        server.stop(0);
        threads.shutdownNow();
    }
}
