// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatorTest {

    private static final String SERVICE = "/web_service/sample_upload/get_black_lists";

    private final ScriptedSource simulator = new ScriptedSource();
    private final LabCalls lab = new LabCalls(simulator);

    @BeforeEach
    void start() throws IOException {
        simulator.start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void a_status_fault_stands_in_for_every_answer_until_it_is_lifted() {
        assertThat(lab.faults("{\"status\": 503, \"retryAfter\": 2}").body())
                .isEqualTo("{\"status\":503,\"retryAfter\":2}");
        HttpResponse<String> answer = lab.send("GET", SERVICE, "");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        assertThat(lab.state().path("requests").asInt()).isEqualTo(1);
        assertThat(lab.faults("{}").body()).isEqualTo("{}");
        assertThat(lab.send("GET", SERVICE, "").statusCode()).isEqualTo(200);
    }

    @Test
    void retry_after_alone_comes_with_a_503() {
        lab.faults("{\"retryAfter\": 1}");
        assertThat(lab.send("GET", SERVICE, "").statusCode()).isEqualTo(503);
    }

    @Test
    void a_bad_fault_is_refused_and_changes_nothing() {
        assertThat(lab.faults("{\"stat\": 503}").body()).contains("Unknown fault 'stat'", "status");
        assertThat(lab.faults("{\"storeThenDropConnection\": true}").statusCode())
                .isEqualTo(400);
        assertThat(lab.faults("{\"status\": 200}").body()).isEqualTo("status must lie between 400 and 599");
        assertThat(lab.faults("{\"delayMs\": -1}").statusCode()).isEqualTo(400);
        assertThat(lab.faults("{\"status\": \"503\"}").statusCode()).isEqualTo(400);
        assertThat(lab.faults("{\"status\": 503, \"status\": 500}").statusCode())
                .isEqualTo(400);
        assertThat(lab.faults("{} {}").statusCode()).isEqualTo(400);
        assertThat(lab.faults("[]").statusCode()).isEqualTo(400);
        assertThat(lab.faults("").statusCode()).isEqualTo(400);
        assertThat(lab.send("GET", SERVICE, "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_slow_answer_holds_up_nobody_else_and_ends_when_the_simulator_closes() {
        lab.faults("{\"delayMs\": 600000}");
        CompletableFuture<HttpResponse<String>> slow =
                CompletableFuture.supplyAsync(() -> lab.send("GET", SERVICE, ""));
        await().until(() -> lab.state().path("requests").asInt() == 1);
        assertThat(slow).isNotDone();
        simulator.close();
        await().until(slow::isCompletedExceptionally);
    }

    @Test
    void an_unknown_path_below_lab_is_a_404_with_a_text() {
        HttpResponse<String> answer = lab.send("GET", "/lab/nothing", "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Nothing is served at 'GET /lab/nothing'");
    }

    @Test
    void what_is_no_http_request_gets_a_400() throws IOException {
        assertThat(lab.raw("BREW /pot HTCPCP/1.0")).startsWith("HTTP/1.1 400 ");
        assertThat(lab.raw("GET / HTTP/1.1", "no colon")).startsWith("HTTP/1.1 400 ");
        assertThat(lab.raw("POST / HTTP/1.1", "Content-Length: -5")).startsWith("HTTP/1.1 400 ");
        assertThat(lab.raw("POST / HTTP/1.1", "Content-Length: 99999999999")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void a_chunked_body_and_expect_continue_are_understood() throws IOException {
        String answer = lab.raw(
                "PUT /lab/faults HTTP/1.1",
                "Connection: close",
                "Expect: 100-continue",
                "Transfer-Encoding: chunked",
                "",
                "8;x=y",
                "{\"delayM",
                "6",
                "s\": 0}",
                "0");
        assertThat(answer).startsWith("HTTP/1.1 100 ").endsWith("{\"delayMs\":0}");
    }

    @Test
    void a_closed_simulator_frees_its_port() throws IOException {
        int port = simulator.url().getPort();
        simulator.close();
        assertThatThrownBy(() -> lab.raw("GET / HTTP/1.1")).isInstanceOf(ConnectException.class);
        try (ScriptedSource next = new ScriptedSource()) {
            next.start(port);
            assertThat(next.url()).isEqualTo(simulator.url());
        }
    }
}
