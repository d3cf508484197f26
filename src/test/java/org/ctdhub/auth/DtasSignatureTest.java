// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ctdhub.auth.Verdict.Accepted;
import org.ctdhub.auth.Verdict.Refused;
import org.ctdhub.auth.Verdict.Why;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtasSignatureTest {

    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final byte[] NO_BODY = {};
    private static final byte[] BRIEF_REPORT_BODY =
            "3395856CE81F2B7382DEE72602F798B642F14140;0000000000000000000000000000000000000001".getBytes(UTF_8);
    private static final String UPLOAD_BODY = "<Return><REPORTS><REPORT><ID>7</ID><Action>1</Action><Type>0</Type>"
            + "<Data>203.0.113.9</Data><ExpireTime>1580428800</ExpireTime><RiskLevel>3</RiskLevel><List>va</List>"
            + "<OriginID>22222222-3333-4444-8555-666666666666</OriginID><OriginSeq>7</OriginSeq></REPORT></REPORTS>"
            + "</Return>";
    private static final String BLACK_LISTS = "05cd09b0f833131f6386263f7e127068ce227b3c";

    /** The five headers of the worked values, by the letters under which the cases name them. */
    private static final Map<Character, Map.Entry<String, String>> WORKED = Map.of(
            'V', entry("X-DTAS-ProtocolVersion", "1.5"),
            'U', entry("X-DTAS-ClientUUID", "11111111-2222-4333-8444-555555555555"),
            'L', entry("X-DTAS-LastQueryID", "42"),
            'T', entry("X-DTAS-Time", "1577836800"),
            'C', entry("X-DTAS-Challenge", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"),
            'E', entry("X-DTAS-ClientUUID", "22222222-3333-4444-8555-666666666666"),
            'Q', entry("X-DTAS-LastQueryID", "120"),
            'W', entry("X-DTAS-Wait", "30"));

    @ParameterizedTest
    @CsvSource({
        "VULTC, 05cd09b0f833131f6386263f7e127068ce227b3c",
        "VTC, d3f6a9388435e302b7a0fdb4d8d84620c670acdd",
        "VUTC, 8ccd2dd4feca5a9eefb3a1083da9d101917d9acd",
        "TVULC, a391b5fa746cabe500041188783212b0436582b4",
        "CULVT, eede1f4563d81ccc016a2d56d34cf2cedaa7a514",
        "VEQWTC, d1171e835bc527b7bce347a75e48b068f0f2d1b2",
    })
    void a_call_without_body_signs_as_in_the_worked_values(String order, String checksum) {
        assertThat(sign(KEY, order, NO_BODY)).containsEntry(DtasSignature.CHECKSUM, checksum);
    }

    @Test
    void a_signed_body_follows_the_header_values() {
        assertThat(sign(KEY, "VUTC", BRIEF_REPORT_BODY))
                .containsEntry(DtasSignature.CHECKSUM, "402933ba3c24b5a5f0b37582928d1d4c92310422");
        assertThat(sign(KEY, "VETC", UPLOAD_BODY.getBytes(UTF_8)))
                .containsEntry(DtasSignature.CHECKSUM, "d6629442352cb0f17393ca40631d63e125ee192d");
    }

    @Test
    void a_key_in_lower_case_gives_its_own_checksum() {
        assertThat(sign(KEY.toLowerCase(Locale.ROOT), "VULTC", NO_BODY))
                .containsEntry(DtasSignature.CHECKSUM, "128b3e85af7c982b55e2bee8d2da10c55c77f1f3");
    }

    @Test
    void a_signed_request_carries_its_headers_then_the_order_then_the_checksum() {
        assertThat(sign(KEY, "VTC", NO_BODY))
                .containsExactly(
                        WORKED.get('V'),
                        WORKED.get('T'),
                        WORKED.get('C'),
                        entry(DtasSignature.ORDER, "X-DTAS-ProtocolVersion,X-DTAS-Time,X-DTAS-Challenge"),
                        entry(DtasSignature.CHECKSUM, "d3f6a9388435e302b7a0fdb4d8d84620c670acdd"));
    }

    @Test
    void a_request_that_a_library_sorted_and_recased_still_verifies_by_its_order_header() {
        List<Map.Entry<String, String>> received = new ArrayList<>();
        sign(KEY, "VULTC", NO_BODY)
                .forEach((name, value) -> received.add(0, entry(name.toUpperCase(Locale.ROOT), " " + value + "\t")));
        assertThat(DtasSignature.verify(List.of(KEY), received, NO_BODY)).isInstanceOf(Accepted.class);
    }

    @Test
    void without_an_order_header_the_values_count_as_received() {
        assertAccepted(received("TVULC", "a391b5fa746cabe500041188783212b0436582b4"), 0, KEY);
    }

    @Test
    void without_an_order_header_a_sorted_request_fails() {
        assertRefused(received("CULVT", "a391b5fa746cabe500041188783212b0436582b4"), Why.WRONG_CHECKSUM);
    }

    @Test
    void headers_of_other_kinds_do_not_count_without_an_order_header() {
        List<Map.Entry<String, String>> received = received("TVULC", "a391b5fa746cabe500041188783212b0436582b4");
        received.add(0, entry("Host", "hub.example.test"));
        assertAccepted(received, 0, KEY);
    }

    @Test
    void an_empty_order_header_is_no_order_header() {
        List<Map.Entry<String, String>> received = received("TVULC", "a391b5fa746cabe500041188783212b0436582b4");
        received.add(entry(DtasSignature.ORDER, " "));
        assertAccepted(received, 0, KEY);
    }

    @Test
    void headers_that_the_order_leaves_out_are_ignored() {
        List<Map.Entry<String, String>> received = ordered("VULTC", BLACK_LISTS);
        received.add(entry("X-DTAS-ProductName", "anything"));
        assertThat(DtasSignature.verify(List.of(KEY), received, NO_BODY))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.signed())
                                .contains("x-dtas-lastqueryid")
                                .doesNotContain("x-dtas-productname"));
    }

    @Test
    void an_order_that_names_an_absent_header_is_refused() {
        List<Map.Entry<String, String>> received = ordered("VULTC", BLACK_LISTS);
        received.removeIf(header -> header.getKey().equals("X-DTAS-LastQueryID"));
        assertRefused(received, Why.HEADER_MISSING);
    }

    @Test
    void an_order_of_too_many_names_is_refused() {
        List<Map.Entry<String, String>> received = received("V", BLACK_LISTS);
        received.add(entry(DtasSignature.ORDER, "X-DTAS-ProtocolVersion,".repeat(1000)));
        assertRefused(received, Why.ORDER_UNUSABLE);
    }

    @Test
    void a_request_without_checksum_is_refused() {
        List<Map.Entry<String, String>> received = ordered("VULTC", BLACK_LISTS);
        received.removeIf(header -> header.getKey().equals(DtasSignature.CHECKSUM));
        assertRefused(received, Why.NO_CHECKSUM);
    }

    @Test
    void the_checksum_may_come_in_upper_case() {
        assertAccepted(ordered("VULTC", BLACK_LISTS.toUpperCase(Locale.ROOT)), 0, KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "05cd", "x", "05cd09b0f833131f6386263f7e127068ce227b3d", "ﬀ"})
    void another_checksum_is_refused(String checksum) {
        assertRefused(ordered("VULTC", checksum), Why.WRONG_CHECKSUM);
    }

    @Test
    void the_key_may_be_configured_in_another_case_on_either_side() {
        String lower = KEY.toLowerCase(Locale.ROOT);
        assertAccepted(ordered("VULTC", BLACK_LISTS), 0, lower);
        assertAccepted(ordered("VULTC", "128b3e85af7c982b55e2bee8d2da10c55c77f1f3"), 0, KEY);
    }

    @Test
    void the_key_that_matched_is_told() {
        assertAccepted(ordered("VULTC", BLACK_LISTS), 1, "99999999-0000-4000-8000-000000000000", KEY);
    }

    @Test
    void another_key_changed_value_or_body_is_refused() {
        List<Map.Entry<String, String>> genuine = ordered("VULTC", BLACK_LISTS);
        assertThat(DtasSignature.verify(List.of(), genuine, NO_BODY)).isInstanceOf(Refused.class);
        assertThat(DtasSignature.verify(List.of("another"), genuine, NO_BODY)).isInstanceOf(Refused.class);
        assertThat(DtasSignature.verify(List.of(KEY), genuine, new byte[] {1})).isInstanceOf(Refused.class);
        genuine.replaceAll(
                header -> header.getKey().equals("X-DTAS-LastQueryID") ? entry(header.getKey(), "43") : header);
        assertRefused(genuine, Why.WRONG_CHECKSUM);
    }

    @Test
    void a_refusal_repeats_nothing_that_the_caller_sent() {
        List<Map.Entry<String, String>> received = received("V", "canary-checksum");
        received.add(entry(DtasSignature.ORDER, "canary-name"));
        assertThat(DtasSignature.verify(List.of(KEY), received, NO_BODY).toString())
                .doesNotContain("canary");
    }

    private static Map<String, String> sign(String key, String order, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        order.chars().mapToObj(letter -> WORKED.get((char) letter)).forEach(h -> headers.put(h.getKey(), h.getValue()));
        return DtasSignature.sign(key, headers, body);
    }

    private static List<Map.Entry<String, String>> received(String order, String checksum) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        order.chars().mapToObj(letter -> WORKED.get((char) letter)).forEach(headers::add);
        headers.add(entry(DtasSignature.CHECKSUM, checksum));
        return headers;
    }

    private static List<Map.Entry<String, String>> ordered(String order, String checksum) {
        List<Map.Entry<String, String>> headers = received(order, checksum);
        List<String> names = headers.stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals(DtasSignature.CHECKSUM))
                .toList();
        headers.add(entry(DtasSignature.ORDER, String.join(", ", names)));
        return headers;
    }

    private static void assertAccepted(List<Map.Entry<String, String>> received, int key, String... keys) {
        assertThat(DtasSignature.verify(Arrays.asList(keys), received, NO_BODY))
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.key()).isEqualTo(key));
    }

    private static void assertRefused(List<Map.Entry<String, String>> received, Why why) {
        assertThat(DtasSignature.verify(List.of(KEY), received, NO_BODY))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }
}
