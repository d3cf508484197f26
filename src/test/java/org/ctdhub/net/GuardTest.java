// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.net.HttpAnswer.Kind;
import org.ctdhub.testing.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final long CAP = 100_000;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Peers peers = new Peers();
    private final CamelContext camel = new DefaultCamelContext();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("http", Guard.component(peers, Optional.empty(), DEADLINE, CAP));
        camel.addRoutes(streaming());
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "200, DONE",
        "204, DONE",
        "400, REFUSED",
        "401, CREDENTIALS",
        "403, CREDENTIALS",
        "404, REFUSED",
        "409, REFUSED",
        "413, REFUSED",
        "422, REFUSED",
        "429, AGAIN",
        "500, DOWN",
        "502, DOWN",
        "503, DOWN"
    })
    void a_status_has_its_class(int status, Kind kind) throws IOException {
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(answer(call(peer, "")).kind()).isEqualTo(kind);
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void a_normal_answer_arrives_and_its_connection_is_used_again() throws IOException {
        try (RawPeer peer = RawPeer.answering(OK)) {
            for (int i = 0; i < 50; i++) {
                assertThat(call(peer, "").getMessage().getBody(String.class)).isEqualTo("ok");
            }
            assertThat(peer.connections).hasValue(1);
            assertThat(peer.requests)
                    .hasSize(50)
                    .allSatisfy(request -> assertThat(request)
                            .contains("Accept-Encoding: gzip")
                            .doesNotContain("Upgrade"));
        }
    }

    @Test
    void a_chunked_answer_leaves_its_connection_usable_too() throws IOException {
        try (RawPeer peer =
                RawPeer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")) {
            assertThat(call(peer, "").getMessage().getBody(String.class)).isEqualTo("ok");
            assertThat(streamed(peer, Integer.MAX_VALUE, "")).isEqualTo(2);
            assertThat(streamed(peer, Integer.MAX_VALUE, "")).isEqualTo(2);
            assertThat(peer.connections).hasValue(2);
        }
    }

    @Test
    void retry_after_is_told_and_never_slept() throws IOException {
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 503 busy\r\nRetry-After: 86400\r\nContent-Length: 0\r\n\r\n")) {
            long start = System.nanoTime();
            HttpAnswer answer = answer(call(peer, ""));
            assertThat(answer.kind()).isEqualTo(Kind.AGAIN);
            assertThat(answer.when()).isEqualTo(CLOCK.instant().plus(Duration.ofHours(1)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
            assertThat(peer.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_never_followed(int status) throws IOException {
        try (RawPeer target = RawPeer.answering(OK);
                RawPeer peer = RawPeer.answering("HTTP/1.1 " + status + " x\r\nLocation: http://127.0.0.1:"
                        + target.port() + "/\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(answer(call(peer, "&followRedirects=true")).kind()).isEqualTo(Kind.DOWN);
            assertThat(answer(call(peer, "")).reason()).contains("redirect");
            assertThat(target.connections).hasValue(0);
        }
    }

    @Test
    void an_address_that_nobody_registered_is_never_called() throws IOException {
        try (RawPeer peer = RawPeer.answering(OK);
                RawPeer stranger = RawPeer.answering(OK)) {
            call(peer, "");

            Exchange exchange =
                    template.request("http://127.0.0.1:" + stranger.port() + "/api?bridgeEndpoint=true", call -> {});
            assertThat(answer(exchange).kind()).isEqualTo(Kind.DOWN);
            assertThat(exchange.getException())
                    .isInstanceOf(NotRegisteredException.class)
                    .hasMessageStartingWith("Nobody registered http://127.0.0.1:" + stranger.port());
            assertThat(stranger.connections.get()).isZero();

            peers.dismiss("peer");
            assertThat(template.request("http://127.0.0.1:" + peer.port() + "/api?bridgeEndpoint=true", again -> {})
                            .getException())
                    .isInstanceOf(NotRegisteredException.class);
        }
    }

    @Test
    void a_cookie_is_not_kept() throws IOException {
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 200 OK\r\nSet-Cookie: canary=1\r\nContent-Length: 0\r\n\r\n")) {
            call(peer, "");
            call(peer, "");
            assertThat(peer.requests).hasSize(2).noneMatch(request -> request.contains("canary"));
        }
    }

    @Test
    void a_refused_connection_is_down() throws IOException {
        RawPeer peer = RawPeer.answering(OK);
        peer.close();
        // another name for this machine: the pool may still hold a connection to a peer that had the same port before
        String uri = uri(peer, "").replace("127.0.0.1", "127.0.0.2");
        peers.admit("peer", List.of(URI.create(uri)), List.of());
        assertThat(answer(template.request(uri, exchange -> {})).kind()).isEqualTo(Kind.DOWN);
    }

    @Test
    void a_reset_after_the_request_leaves_its_effect_unknown() throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.reset();
        })) {
            assertThat(answer(call(peer, "")).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "no HTTP at all\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"
            })
    void an_empty_or_garbled_answer_leaves_its_effect_unknown(String bytes) throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.send(bytes);
        })) {
            assertThat(answer(call(peer, "")).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void a_peer_that_never_answers_is_cut_off() throws IOException {
        assertCutOff(wire -> {
            wire.request();
            wire.hang();
        });
    }

    @Test
    void headers_that_trickle_are_cut_off() throws IOException {
        assertCutOff(wire -> {
            wire.request();
            wire.send("HTTP/1.1 200 OK\r\nX-Slow: ");
            wire.trickle("a");
        });
    }

    @Test
    void a_body_that_trickles_is_cut_off() throws IOException {
        assertCutOff(wire -> {
            wire.request();
            wire.send("HTTP/1.1 200 OK\r\n\r\n");
            wire.trickle("a");
        });
    }

    @Test
    void an_error_whose_body_trickles_is_cut_off() throws IOException {
        assertCutOff(wire -> {
            wire.request();
            wire.send("HTTP/1.1 500 x\r\nContent-Length: 1000\r\n\r\n");
            wire.trickle("a");
        });
    }

    @Test
    void a_chunked_body_that_never_ends_is_cut_off_while_the_caller_reads() throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.trickle("1\r\na\r\n");
        })) {
            long start = System.nanoTime();
            assertThat(stream(peer, Integer.MAX_VALUE, "").getException()).isInstanceOf(DeadlinePassedException.class);
            assertInTime(start);
        }
    }

    @Test
    void an_endless_body_is_cut_off_at_the_cap() throws IOException {
        try (RawPeer peer = new RawPeer(GuardTest::pour)) {
            assertThat(failureOf(peer, "")).isInstanceOf(AnswerTooLargeException.class);
            assertThat(stream(peer, Integer.MAX_VALUE, "").getException()).isInstanceOf(AnswerTooLargeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 "})
    void an_endless_head_is_cut_off(String start) throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.send(start);
            while (true) {
                wire.send(start.endsWith("\n") ? "X: y\r\n".repeat(100) : "x".repeat(8000));
            }
        })) {
            long began = System.nanoTime();
            assertThat(answer(call(peer, "")).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE);
        }
    }

    @Test
    void a_gzip_bomb_is_counted_inflated() throws IOException {
        byte[] bomb = gzip(new byte[20_000_000]);
        assertThat(bomb.length).isLessThan((int) CAP);
        try (RawPeer peer = gzipped(bomb)) {
            assertThat(failureOf(peer, "")).isInstanceOf(AnswerTooLargeException.class);
            assertThat(stream(peer, Integer.MAX_VALUE, "").getException()).isInstanceOf(AnswerTooLargeException.class);
        }
    }

    @Test
    void a_gzip_body_within_the_cap_arrives_inflated() throws IOException {
        try (RawPeer peer = gzipped(gzip(new byte[(int) CAP]))) {
            assertThat(call(peer, "").getMessage().getBody(byte[].class)).hasSize((int) CAP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&throwExceptionOnFailure=false"})
    void a_bare_102_then_close_is_pending(String options) throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.send("HTTP/1.1 102 Processing\r\n\r\n");
        })) {
            assertPending(peer, options);
        }
    }

    @Test
    void a_bare_102_on_an_open_connection_is_pending_within_the_deadline() throws IOException {
        try (RawPeer peer = new RawPeer(wire -> {
            wire.request();
            wire.send("HTTP/1.1 102 Processing\r\n\r\n");
            wire.hang();
        })) {
            assertPending(peer, "");
        }
    }

    @Test
    void a_final_answer_after_a_102_is_the_answer() throws IOException {
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 102 Processing\r\n\r\n" + OK)) {
            assertThat(call(peer, "").getMessage().getBody(String.class)).isEqualTo("ok");
        }
    }

    @Test
    void no_connection_leaks_whatever_becomes_of_the_answers() throws IOException {
        String pool = "&connectionsPerRoute=2&maxTotalConnections=2";
        try (RawPeer peer = new RawPeer(GuardTest::pour)) {
            for (int i = 0; i < 50; i++) {
                assertThat(failureOf(peer, pool)).isInstanceOf(AnswerTooLargeException.class);
                assertThat(streamed(peer, 10, pool)).isEqualTo(10);
            }
            assertNothingLeased();
        }
        try (RawPeer peer = RawPeer.answering("HTTP/1.1 500 x\r\nContent-Length: 3\r\n\r\nbad")) {
            for (int i = 0; i < 50; i++) {
                assertThat(failureOf(peer, pool)).isInstanceOf(HttpOperationFailedException.class);
            }
            assertThat(peer.connections).hasValue(1);
            assertNothingLeased();
        }
    }

    private static void pour(RawPeer.Wire wire) throws IOException {
        wire.request();
        wire.send("HTTP/1.1 200 OK\r\n\r\n");
        while (true) {
            wire.send("x".repeat(10_000));
        }
    }

    private static RawPeer gzipped(byte[] body) throws IOException {
        return new RawPeer(wire -> {
            while (wire.request()) {
                wire.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n");
                wire.out.write(body);
            }
        });
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void assertCutOff(RawPeer.Script script) throws IOException {
        try (RawPeer peer = new RawPeer(script)) {
            long start = System.nanoTime();
            Exchange exchange = call(peer, "");
            assertInTime(start);
            assertThat(answer(exchange).kind()).isEqualTo(Kind.UNKNOWN);
            assertNothingLeased();
        }
    }

    private static void assertInTime(long start) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plusMillis(500));
    }

    private void assertPending(RawPeer peer, String options) {
        long start = System.nanoTime();
        Exchange exchange = call(peer, options);
        assertInTime(start);
        HttpAnswer answer = options.isEmpty()
                ? answer(exchange)
                : HttpAnswer.of(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class), null, CLOCK);
        assertThat(answer.kind()).isEqualTo(Kind.AGAIN);
        assertThat(answer.reason()).isEqualTo("HTTP status 102");
        assertNothingLeased();
    }

    /** Waits a moment: after a deadline it is the timer's thread that gives the connection back. */
    private void assertNothingLeased() {
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(camel.getEndpoints())
                        .filteredOn(HttpEndpoint.class::isInstance)
                        .extracting(endpoint -> ((HttpEndpoint) endpoint).getClientConnectionsPoolStatsLeased())
                        .isNotEmpty()
                        .containsOnly(0));
    }

    /** Reads a streamed body in a route, as a reader of records does; leaves off after so many bytes. */
    private int streamed(RawPeer peer, int most, String options) {
        Exchange exchange = stream(peer, most, options);
        assertThat(exchange.getException()).isNull();
        return exchange.getProperty("read", int.class);
    }

    private Exchange stream(RawPeer peer, int most, String options) {
        return template.request("direct:stream", exchange -> {
            exchange.setProperty("uri", uri(peer, "&disableStreamCache=true" + options));
            exchange.setProperty("most", most);
        });
    }

    private static RouteBuilder streaming() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .streamCache("false")
                        .toD("${exchangeProperty.uri}")
                        .process(GuardTest::readBody);
            }
        };
    }

    private static void readBody(Exchange exchange) throws IOException {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        int read = 0;
        while (read < exchange.getProperty("most", int.class) && body.read() >= 0) {
            read++;
        }
        exchange.setProperty("read", read);
    }

    private Throwable failureOf(RawPeer peer, String options) {
        return call(peer, options).getException();
    }

    private Exchange call(RawPeer peer, String options) {
        return template.request(uri(peer, options), exchange -> {});
    }

    private String uri(RawPeer peer, String options) {
        String address = "http://127.0.0.1:" + peer.port();
        peers.admit("peer", List.of(URI.create(address)), List.of());
        return address + "/api?bridgeEndpoint=true" + options;
    }

    private static HttpAnswer answer(Exchange exchange) {
        if (exchange.getException() != null) {
            return HttpAnswer.of(exchange.getException(), CLOCK);
        }
        return HttpAnswer.of(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class), null, CLOCK);
    }
}
