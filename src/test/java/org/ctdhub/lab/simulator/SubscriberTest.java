// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberTest {

    private static final String URL = "http://bad.example.test/a";
    private static final UUID CLIENT = UUID.fromString(SignedCalls.UUID);

    private final TestClock clock = new TestClock(Instant.ofEpochSecond(SignedCalls.TIME));
    private final ScriptedSource source = new ScriptedSource();
    private Subscriber subscriber;

    @BeforeEach
    void start() throws IOException {
        source.start();
        subscriber = to(source.url());
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void it_introduces_itself_once_and_asks_until_nothing_comes() {
        source.lists(url(3, "1", URL, ""));
        source.lists(url(9, "1", URL + "b", ""));
        subscriber.round();
        subscriber.round();
        assertThat(source.asked())
                .containsExactly(
                        "test_connection",
                        "register",
                        "get_black_lists 0",
                        "get_black_lists 3",
                        "get_black_lists 9",
                        "get_black_lists 9");
        assertThat(subscriber.requests()).isEqualTo(6);
        assertThat(subscriber.lastId()).isEqualTo(9);
    }

    @Test
    void its_requests_are_signed_as_a_sandbox_wants_them() throws IOException {
        try (SandboxSimulator sandbox = new SandboxSimulator(SignedCalls.KEY, 2, clock)) {
            sandbox.start();
            for (int i = 0; i < 5; i++) {
                sandbox.add(List.of(Finding.of("url", URL + i, "high")));
            }
            Subscriber pulling = to(sandbox.url());
            pulling.round();
            assertThat(pulling.objects()).hasSize(5);
            sandbox.restart();
            pulling.round();
            assertThat(pulling.lastError()).as("registers again by itself").isEmpty();
        }
    }

    @Test
    void it_keeps_its_types_and_passes_over_other_types_and_elements() {
        source.lists(
                "<ID>1</ID><Action>1</Action><Type>0</Type><Data>203.0.113.9</Data>",
                "<ID>2</ID><Action>1</Action><Type>77</Type><Data>x</Data>",
                "<Future><Data>no</Data></Future><Data>" + URL + "</Data><Type>1</Type><ID>3</ID><Action>1</Action>");
        subscriber.round();
        assertThat(subscriber.objects()).containsExactly(new LabObject("url", URL, "block"));
        assertThat(subscriber.lastId()).isEqualTo(3);
    }

    @Test
    void the_scan_action_received_counts_and_the_newest_record_wins() {
        source.lists(
                url(1, "1", URL, "<ScanAction>block</ScanAction>"), url(2, "1", URL, "<ScanAction>log</ScanAction>"));
        subscriber.round();
        assertThat(subscriber.action("url", URL)).contains("log");
    }

    @Test
    void a_removal_takes_the_object_off() {
        source.lists(url(1, "1", URL, ""), url(2, "1", URL + "b", ""));
        source.lists(url(3, "2", URL, ""));
        subscriber.round();
        assertThat(subscriber.objects()).extracting(LabObject::value).containsExactly(URL + "b");
    }

    @Test
    void it_drops_an_object_at_its_expiry_by_its_own_clock() {
        long expiry = SignedCalls.TIME + 60;
        source.lists(url(1, "1", URL, "<ExpireTime>" + expiry + "</ExpireTime>"));
        subscriber.round();
        clock.pass(Duration.ofSeconds(59));
        assertThat(subscriber.action("url", URL)).isPresent();
        clock.pass(Duration.ofSeconds(1));
        assertThat(subscriber.action("url", URL)).isEmpty();
        assertThat(subscriber.objects()).isEmpty();
    }

    @Test
    void no_expiry_means_thirty_days_and_two_numbers_mean_never() {
        source.lists(
                url(1, "1", URL, ""),
                url(2, "1", URL + "0", "<ExpireTime>0</ExpireTime>"),
                url(3, "1", URL + "9", "<ExpireTime>2147483647</ExpireTime>"));
        subscriber.round();
        clock.pass(Duration.ofDays(30));
        assertThat(subscriber.objects()).extracting(LabObject::value).containsExactly(URL + "0", URL + "9");
    }

    @Test
    void an_expiry_in_the_past_is_a_removal() {
        source.lists(url(1, "1", URL, ""), url(2, "1", URL, "<ExpireTime>" + (SignedCalls.TIME - 1) + "</ExpireTime>"));
        subscriber.round();
        assertThat(subscriber.objects()).isEmpty();
    }

    @Test
    void told_that_it_is_not_registered_it_registers_once_and_repeats() {
        source.answers(403, "client is not registered");
        source.lists(url(1, "1", URL, ""));
        subscriber.round();
        assertThat(subscriber.objects()).hasSize(1);
        source.answers(403, "not registered");
        source.answers(403, "not registered");
        subscriber.round();
        assertThat(subscriber.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("403"));
        assertThat(source.asked()).filteredOn("register"::equals).hasSize(3);
    }

    @Test
    void a_failing_source_costs_nothing_that_it_has() {
        source.lists(url(4, "1", URL, ""));
        subscriber.round();
        source.answers(500, "broken");
        subscriber.round();
        assertThat(subscriber.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("500", "broken"));
        assertThat(subscriber.lastId()).isEqualTo(4);
        subscriber.round();
        assertThat(subscriber.lastError()).isEmpty();
        assertThat(subscriber.objects()).hasSize(1);
    }

    @Test
    void an_answer_that_cannot_be_read_whole_changes_nothing() {
        source.answers(200, "<Return><REPORTS><REPORT>" + url(1, "1", URL, "") + "</REPORT><REPORT>");
        subscriber.round();
        source.lists(url(1, "1", URL, ""), "<ID>2</ID><Action>1</Action><Type>1</Type>");
        subscriber.round();
        assertThat(subscriber.lastError()).contains("A REPORT has no Data");
        source.answers(200, "<!DOCTYPE a [<!ENTITY e \"x\">]><Return><REPORTS/></Return>");
        subscriber.round();
        assertThat(subscriber.lastError()).contains("The answer has a DTD");
        assertThat(subscriber.objects()).isEmpty();
        assertThat(subscriber.lastId()).isZero();
    }

    @Test
    void a_source_that_begins_again_does_not_make_it_ask_for_ever() {
        source.lists(url(50, "1", URL, ""));
        subscriber.round();
        source.lists(url(1, "1", URL + "b", ""));
        subscriber.round();
        assertThat(subscriber.objects()).hasSize(2);
        assertThat(subscriber.lastId()).isEqualTo(50);
    }

    @Test
    void a_refused_connection_is_told_and_survived() {
        source.close();
        subscriber.round();
        assertThat(subscriber.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("test_connection brought no answer"));
    }

    @Test
    void it_holds_off_as_long_as_the_source_asks_and_an_hour_at_most() {
        source.misbehave(new Faults(503, null, 7L, null));
        assertThat(subscriber.round(Faults.NONE)).contains(Duration.ofSeconds(7));
        source.misbehave(new Faults(429, null, 86_400L, null));
        assertThat(subscriber.round(Faults.NONE)).contains(Duration.ofHours(1));
    }

    @Test
    void a_fault_of_its_own_throws_the_answer_away() {
        subscriber.round();
        source.lists(url(1, "1", URL, ""));
        subscriber.round(new Faults(503, null, null, null));
        assertThat(subscriber.lastId()).isZero();
        assertThat(subscriber.objects()).isEmpty();
        assertThat(subscriber.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("503"));
        assertThat(source.asked()).endsWith("get_black_lists 0", "get_black_lists 0");
    }

    private Subscriber to(URI url) {
        return new Subscriber(url, SignedCalls.KEY, CLIENT, "Test product", Set.of("url"), clock);
    }

    private static String url(long id, String action, String value, String more) {
        return "<ID>" + id + "</ID><Action>" + action + "</Action><Type>1</Type><Data>" + value + "</Data>" + more;
    }
}
