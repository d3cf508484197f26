// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/** A product that expects certain requests in a certain order, and answers each as the script says. */
final class ScriptedProduct implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Deque<Exchange> script = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private Optional<Answer> always = Optional.empty();
    private boolean passesOver;

    /** What came. */
    record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    /**
     * What goes back.
     *
     * @param status 0 closes the connection without an answer
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** A request as it shall come, and its answer; {@code headers} are those that matter, a value may be a /pattern/. */
    record Exchange(String method, String path, Map<String, String> headers, Object body, Answer answer) {}

    ScriptedProduct() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void expect(List<Exchange> exchanges) {
        script.addAll(exchanges);
    }

    /** Forgets what was, and expects these; one that doesn't come is passed over for the next that does. */
    synchronized void expectAnew(List<Exchange> exchanges) {
        passesOver = true;
        script.clear();
        requests.clear();
        complaints.clear();
        always = Optional.empty();
        script.addAll(exchanges);
    }

    /** Whatever comes behind what is expected is answered so. */
    synchronized void answerAlways(Answer answer) {
        always = Optional.of(answer);
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** What was sent that shouldn't have been, and what wasn't that should have been. */
    synchronized List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        script.forEach(missing -> all.add("not sent: " + missing.method() + " " + missing.path()));
        return all;
    }

    private void handle(HttpExchange http) throws IOException {
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request =
                new Request(http.getRequestMethod(), http.getRequestURI().toString(), http.getRequestHeaders(), body);
        Answer answer = answer(request);
        if (answer.status() == 0) {
            http.getHttpContext().getServer();
            throw new IOException("closes the connection");
        }
        answer.headers().forEach((name, value) -> http.getResponseHeaders().add(name, value));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    private synchronized Answer answer(Request request) {
        requests.add(request);
        Exchange expected = script.poll();
        while (passesOver && expected != null && !fits(expected, request)) {
            expected = script.poll();
        }
        if (expected == null && always.isPresent()) {
            return always.get();
        }
        if (expected == null) {
            complaints.add("sent although nothing more was expected: " + request.method() + " " + request.path());
            return new Answer(500, Map.of(), "not in the script");
        }
        compare(expected, request);
        return expected.answer();
    }

    private static boolean fits(Exchange expected, Request request) {
        return expected.method().equals(request.method())
                && expected.headers().entrySet().stream()
                        .allMatch(header -> fits(header.getValue(), header(request, header.getKey())));
    }

    /** Whether a text is as a case says: this text, or one of this /pattern/. */
    private static boolean fits(String expected, String actual) {
        return expected.matches("(?s)/.*/")
                ? actual.matches(expected.substring(1, expected.length() - 1))
                : expected.equals(actual);
    }

    private void compare(Exchange expected, Request request) {
        String at = expected.method() + " " + expected.path() + ": ";
        check(at + "method", expected.method(), request.method());
        check(at + "path", expected.path(), request.path());
        expected.headers().forEach((name, value) -> check(at + name, value, header(request, name)));
        if (expected.body() != null) {
            check(at + "body", normal(expected.body()), normal(request.body()));
        }
    }

    private static String header(Request request, String name) {
        return request.headers().entrySet().stream()
                .filter(header -> header.getKey() != null && header.getKey().equalsIgnoreCase(name))
                .map(header -> String.join(",", header.getValue()))
                .findFirst()
                .orElse("(absent)");
    }

    private void check(String what, String expected, String actual) {
        if (what.endsWith("path") ? !expected.equals(actual) : !fits(expected, actual)) {
            complaints.add(what + " should be <" + expected + "> but was <" + actual + ">");
        }
    }

    /** JSON by content, anything else by text. */
    private static String normal(Object body) {
        try {
            return JSON.readTree(body instanceof String text ? text : JSON.writeValueAsString(body))
                    .toString();
        } catch (IOException notJson) {
            return String.valueOf(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
