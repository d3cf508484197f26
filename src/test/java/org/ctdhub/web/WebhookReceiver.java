// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook that keeps what it is told, and verifies the signature by itself. */
final class WebhookReceiver implements AutoCloseable {

    static final String SECRET = "a-secret-of-the-test";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    /**
     * What came with one call.
     *
     * @param signed whether the signature is right
     * @param status what it was answered
     */
    record Call(String target, String delivery, String timestamp, boolean signed, JsonNode body, int status) {

        List<String> texts(String field) {
            return StreamSupport.stream(body.path("items").spliterator(), false)
                    .map(item -> item.path(field).asText())
                    .collect(Collectors.toList());
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What callers are answered from now on. */
    void answers(int with) {
        status = with;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** A field of all that was taken, in its order. */
    List<String> taken(String field) {
        return calls.stream()
                .filter(call -> call.status() < 300)
                .flatMap(call -> call.texts(field).stream())
                .toList();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            int answer = status;
            calls.add(new Call(
                    call.getRequestMethod() + " " + call.getRequestURI(),
                    header(call, "X-CTD-Delivery"),
                    header(call, "X-CTD-Timestamp"),
                    isSigned(call, body),
                    JSON.readTree(body),
                    answer));
            byte[] said = "no thanks".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(answer, answer == 204 ? -1 : said.length);
            if (answer != 204) {
                call.getResponseBody().write(said);
            }
        }
    }

    private static String header(HttpExchange call, String name) {
        return String.valueOf(call.getRequestHeaders().getFirst(name));
    }

    private static boolean isSigned(HttpExchange call, byte[] body) throws IOException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(header(call, "X-CTD-Timestamp").getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '.');
            StringBuilder hex = new StringBuilder("sha256=");
            for (byte b : mac.doFinal(body)) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString().equals(header(call, "X-CTD-Signature"));
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
