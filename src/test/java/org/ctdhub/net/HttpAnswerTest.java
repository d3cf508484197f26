// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.ctdhub.net.HttpAnswer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "100, DOWN",
        "102, AGAIN",
        "200, DONE",
        "299, DONE",
        "302, DOWN",
        "400, REFUSED",
        "401, CREDENTIALS",
        "403, CREDENTIALS",
        "404, REFUSED",
        "408, AGAIN",
        "409, REFUSED",
        "413, REFUSED",
        "421, REFUSED",
        "422, REFUSED",
        "425, AGAIN",
        "429, AGAIN",
        "500, DOWN",
        "502, DOWN",
        "503, DOWN",
        "599, DOWN",
        "0, DOWN"
    })
    void a_status_has_its_kind(int status, Kind kind) {
        assertThat(HttpAnswer.of(status, null, CLOCK).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "120, 120",
        "' 120 ', 120",
        "3600, 3600",
        "3601, 3600",
        "86400, 3600",
        "999999999, 3600",
        "99999999999999999999, 60",
        "-1, 60",
        "soon, 60",
        "'', 60",
        ", 60",
        "'Sun, 01 Mar 2026 00:02:00 GMT', 120",
        "'Sun, 01 Mar 2026 02:00:00 GMT', 3600",
        "'Sat, 28 Feb 2026 00:00:00 GMT', 0",
        "'Sun, 99 Mar 2026 00:02:00 GMT', 60",
    })
    void retry_after_is_honoured_up_to_an_hour(String header, long seconds) {
        HttpAnswer answer = HttpAnswer.of(429, header, CLOCK);
        assertThat(Duration.between(NOW, answer.when())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_503_with_retry_after_is_no_outage() {
        assertThat(HttpAnswer.of(503, "5", CLOCK).kind()).isEqualTo(Kind.AGAIN);
        assertThat(HttpAnswer.of(500, "5", CLOCK).kind()).isEqualTo(Kind.DOWN);
    }

    @Test
    void a_failed_operation_is_classified_by_its_status() {
        Exception failed = new HttpOperationFailedException(
                "http://192.0.2.1/", 429, "x", null, Map.of("retry-after", "7"), "canary");
        assertThat(HttpAnswer.of(new RuntimeException(failed), CLOCK))
                .isEqualTo(new HttpAnswer(Kind.AGAIN, NOW.plusSeconds(7), "HTTP status 429"));
    }

    @Test
    void before_anything_left_the_other_side_is_down() {
        assertKind(Kind.DOWN, new ConnectException("canary"));
        assertKind(Kind.DOWN, new UnknownHostException("canary"));
        assertKind(Kind.DOWN, new ConnectTimeoutException("canary"));
        assertKind(Kind.DOWN, new ConnectionRequestTimeoutException("canary"));
        assertKind(Kind.DOWN, new SSLHandshakeException("canary"));
        assertKind(Kind.DOWN, new DeadlinePassedException(Duration.ofSeconds(1), false, null));
    }

    @Test
    void afterwards_the_effect_is_unknown() {
        assertKind(Kind.UNKNOWN, new SocketException("canary"));
        assertKind(Kind.UNKNOWN, new SocketTimeoutException("canary"));
        assertKind(Kind.UNKNOWN, new NoHttpResponseException("canary"));
        assertKind(Kind.UNKNOWN, new SSLException("canary"));
        assertKind(Kind.UNKNOWN, new AnswerTooLargeException(1));
        assertKind(Kind.UNKNOWN, new DeadlinePassedException(Duration.ofSeconds(1), true, null));
    }

    private static void assertKind(Kind kind, Exception failure) {
        HttpAnswer answer = HttpAnswer.of(new IOException("canary", failure), CLOCK);
        assertThat(answer.kind()).isEqualTo(kind);
        assertThat(answer.reason()).doesNotContain("canary");
    }
}
