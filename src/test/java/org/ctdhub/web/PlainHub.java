// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A hub that answers at once whatever it is asked, has nothing to say, and counts the calls. */
final class PlainHub implements AutoCloseable {

    private static final String EMPTY = "<Return><REPORTS/></Return>";

    private final UUID origin = UUID.randomUUID();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final HttpServer server;

    PlainHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/web_service/sample_upload/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int calls(String service) {
        return calls.getOrDefault(service, 0);
    }

    private void answer(HttpExchange call) throws IOException {
        String service = call.getRequestURI().getPath().replaceAll(".*/", "");
        calls.merge(service, 1, Integer::sum);
        String text = service.equals("upload_black_lists") ? "<Return><LastID>0</LastID></Return>" : EMPTY;
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (call) {
            call.getRequestBody().readAllBytes();
            call.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
            call.getResponseHeaders().set("X-DTAS-ManagerID", origin.toString());
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
