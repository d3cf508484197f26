// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.lab.simulator.SignedCalls.CHALLENGE;
import static org.ctdhub.lab.simulator.SignedCalls.KEY;
import static org.ctdhub.lab.simulator.SignedCalls.TIME;
import static org.ctdhub.lab.simulator.SignedCalls.UUID;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DtasSignatureTest {

    private static final Clock THEN = Clock.fixed(Instant.ofEpochSecond(TIME), ZoneOffset.UTC);
    private static final String SIGNED = "05cd09b0f833131f6386263f7e127068ce227b3c";
    private static final Header VERSION = new Header("X-DTAS-ProtocolVersion", "1.5");
    private static final Header CLIENT = new Header("X-DTAS-ClientUUID", UUID);
    private static final Header LAST = new Header("X-DTAS-LastQueryID", "42");
    private static final Header WHEN = new Header("X-DTAS-Time", Long.toString(TIME));
    private static final Header FRESH = new Header("X-DTAS-Challenge", CHALLENGE);
    private static final Header ORDER = new Header(
            "X-DTAS-ChecksumCalculatingOrder",
            "X-DTAS-ProtocolVersion,x-dtas-clientuuid, X-DTAS-LastQueryID,X-DTAS-Time,X-DTAS-Challenge");

    private final DtasSignature signature = new DtasSignature(KEY, THEN);

    @Test
    void the_worked_values_of_the_protocol_come_out() {
        String now = Long.toString(TIME);
        String samples = "3395856CE81F2B7382DEE72602F798B642F14140;0000000000000000000000000000000000000001";
        assertThat(sum("1.5", UUID, "42", now, CHALLENGE)).isEqualTo(SIGNED);
        assertThat(sum("1.5", now, CHALLENGE)).isEqualTo("d3f6a9388435e302b7a0fdb4d8d84620c670acdd");
        assertThat(sum("1.5", UUID, now, CHALLENGE)).isEqualTo("8ccd2dd4feca5a9eefb3a1083da9d101917d9acd");
        assertThat(DtasSignature.checksum(KEY, List.of("1.5", UUID, now, CHALLENGE), samples))
                .isEqualTo("402933ba3c24b5a5f0b37582928d1d4c92310422");
    }

    @Test
    void the_order_header_decides_whatever_order_and_case_the_headers_have() {
        assertThat(problem(SIGNED, FRESH, LAST, WHEN, ORDER, CLIENT, VERSION)).isNull();
    }

    @Test
    void without_an_order_header_the_order_received_counts() {
        assertThat(problem("a391b5fa746cabe500041188783212b0436582b4", WHEN, VERSION, CLIENT, LAST, FRESH))
                .isNull();
    }

    @Test
    void headers_sorted_on_their_way_spoil_a_request_without_an_order_header() {
        assertThat(problem("a391b5fa746cabe500041188783212b0436582b4", FRESH, CLIENT, LAST, VERSION, WHEN))
                .contains("checksum");
        assertThat(problem("eede1f4563d81ccc016a2d56d34cf2cedaa7a514", FRESH, CLIENT, LAST, VERSION, WHEN))
                .isNull();
    }

    @Test
    void a_key_in_the_other_letter_case_and_an_upper_case_checksum_are_accepted() {
        String lowerKey = "128b3e85af7c982b55e2bee8d2da10c55c77f1f3";
        assertThat(problem(lowerKey, ORDER, VERSION, CLIENT, LAST, WHEN, FRESH)).isNull();
        assertThat(problem(SIGNED.toUpperCase(Locale.ROOT), ORDER, VERSION, CLIENT, LAST, WHEN, FRESH))
                .isNull();
    }

    @Test
    void a_changed_value_a_missing_header_and_a_missing_checksum_are_refused() {
        Header other = new Header("X-DTAS-LastQueryID", "43");
        assertThat(problem(SIGNED, ORDER, VERSION, CLIENT, other, WHEN, FRESH)).contains("checksum");
        assertThat(problem(SIGNED, ORDER, VERSION, CLIENT, WHEN, FRESH)).contains("missing");
        assertThat(signature.problem(new Request("GET", "/", List.of(VERSION), new byte[0])))
                .isPresent();
    }

    @Test
    void the_body_of_a_put_is_signed() {
        List<Header> headers = List.of(
                new Header("X-DTAS-Checksum", "402933ba3c24b5a5f0b37582928d1d4c92310422"),
                VERSION,
                CLIENT,
                WHEN,
                FRESH);
        byte[] body = "3395856CE81F2B7382DEE72602F798B642F14140;0000000000000000000000000000000000000001"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(signature.problem(new Request("PUT", "/", headers, body))).isEmpty();
        assertThat(signature.problem(new Request("PUT", "/", headers, new byte[0])))
                .isPresent();
    }

    @Test
    void a_clock_may_be_off_by_five_minutes_and_no_more() {
        Request request = request(SIGNED, ORDER, VERSION, CLIENT, LAST, WHEN, FRESH);
        assertThat(at(Duration.ofMinutes(5)).problem(request)).isEmpty();
        assertThat(at(Duration.ofSeconds(301)).problem(request)).isPresent();
        assertThat(at(Duration.ofSeconds(-301)).problem(request)).isPresent();
    }

    private static DtasSignature at(Duration later) {
        return new DtasSignature(KEY, Clock.offset(THEN, later));
    }

    private String problem(String checksum, Header... headers) {
        return signature.problem(request(checksum, headers)).orElse(null);
    }

    private static Request request(String checksum, Header... headers) {
        Header given = new Header("X-DTAS-Checksum", checksum);
        List<Header> all = Stream.concat(Stream.of(headers), Stream.of(given)).toList();
        return new Request("GET", "/", all, new byte[0]);
    }

    private static String sum(String... values) {
        return DtasSignature.checksum(KEY, List.of(values), "");
    }
}
