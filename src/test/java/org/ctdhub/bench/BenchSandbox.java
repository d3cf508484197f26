// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A sandbox with a list of a given length, of which no record exists before it is asked for. */
final class BenchSandbox implements AutoCloseable {

    private static final int PAGE = 1_000;

    private final HttpServer server;
    private final int records;
    private final IntFunction<String> domains;

    /** Lists so many domains. */
    BenchSandbox(int records, IntFunction<String> domains) throws IOException {
        this.records = records;
        this.domains = domains;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/web_service/sample_upload/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean list = exchange.getRequestURI().getPath().endsWith("get_black_lists");
        byte[] body = (list ? page(exchange) : "").getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String page(HttpExchange exchange) {
        int last = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-DTAS-LastQueryID"))
                .map(Integer::parseInt)
                .orElse(0);
        return IntStream.rangeClosed(last + 1, Math.min(records, last + PAGE))
                .mapToObj(id -> "<REPORT><ID>" + id + "</ID><ReportID>" + id
                        + "</ReportID><Action>1</Action><Type>3</Type><Data>" + domains.apply(id)
                        + "</Data><RiskLevel>3</RiskLevel></REPORT>")
                .collect(Collectors.joining("", "<Return><REPORTS>", "</REPORTS></Return>"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
