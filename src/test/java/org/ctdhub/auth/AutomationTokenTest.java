// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.ctdhub.auth.TokenRefusedException.Why;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomationTokenTest {

    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String KEY = "66666666-7777-8888-9999-000000000000";
    private static final Instant ISSUED = Instant.ofEpochSecond(1_577_836_800);
    private static final Application APPLICATION = new Application(ID, KEY, Duration.ofMinutes(5), false, false);
    private static final Applications APPLICATIONS =
            id -> APPLICATION.id().equals(id) ? List.of(APPLICATION) : List.of();

    private static final String LIST = "/WebApp/api/SuspiciousObjects/UserDefinedSO";
    private static final String GET = LIST + "?type=ip&contentFilter=198.51.100.7";
    private static final String PUT_BODY =
            "{\"param\": {\"type\": \"ip\", \"content\": \"198.51.100.7\", \"notes\": \"n\","
                    + " \"scan_action\": \"log\", \"expiration_utc_date\": \"2020-01-31T00:00:00Z\"}}";
    private static final String GET_CHECKSUM = "aOLeNlRAfETrWbQAXs/Dwz27cqBHuEZRe5f+L1PpugI=";
    private static final String HEAD = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";
    private static final String PAYLOAD =
            "eyJhcHBpZCI6IjExMTExMTExLTIyMjItMzMzMy00NDQ0LTU1NTU1NTU1NTU1NSIsImlhdCI6MTU3NzgzNjgwMCwidmVyc2lvbiI6IlYxIiwi"
                    + "Y2hlY2tzdW0iOiJ";

    private static final String GET_TOKEN = "Bearer " + HEAD + PAYLOAD
            + "hT0xlTmxSQWZFVHJXYlFBWHMvRHd6MjdjcUJIdUVaUmU1ZitMMVBwdWdJPSJ9.uMiMn-A54VBVJr-8Z-YnbkUMxtzZLKnHMhrIQE7SJFY";
    private static final String PUT_TOKEN = "Bearer " + HEAD + PAYLOAD
            + "3emNPMitLRU16V2FLNnU3U1o5NU1vNTAzT3pEdEdhbExLd2d3a1BIdGpvPSJ9.JJ_SnQzVyN3n5Loo8epBVj_X_dfvddqWBqNdnAj9uAo";
    private static final String DELETE_TOKEN = "Bearer " + HEAD + PAYLOAD
            + "0MDR0UVhVZStPcHBhTkdLQVVhZTBTR2Fvdll1c3NTS3BBbGpyV3E1THJBPSJ9.1U7bcYfZNNgb0je2zxc1RMraPryjcYn7GCcauRhvfko";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET    | ?type=ip&contentFilter=198.51.100.7 | ~~ | aOLeNlRAfETrWbQAXs/Dwz27cqBHuEZRe5f+L1PpugI=",
                "DELETE | ?type=ip&content=198.51.100.7 | ~~ | t04tQXUe+OppaNGKAUae0SGaovYussSKpAljrWq5LrA=",
                "PUT    | / | " + PUT_BODY + " | wzcO2+KEMzWaK6u7SZ95Mo503OzDtGalLKwgwkPHtjo=",
                "PUT    | / | {\"param\":{\"type\":\"file_sha1\",\"content\":\"32DBDF0011626494D82F2CAD424FC54081D21587\",\"scan_action\":\"block\"}} | V85bX4Favfnx5FHdILeCzGuCdOwWDsCbs1jjcdaM7BU=",
                "DELETE | ?type=url&content=http%3A%2F%2Fbad.example.test%2Fa%3Fb%3D1%26c%3D2%23x | ~~ | RPwEPzs2N3KWWR4UjUDTxSs5icOpTLWQuHA6XDsWuyI=",
                "GET    | ~~ | \"\" | n5VU4T/Bt20EEo2DtIM7O5EjTHJTceSiHDhzKhDOvlI=",
            })
    void a_request_has_the_checksum_of_the_worked_values(String method, String rest, String body, String checksum) {
        MessageDigest fed = AutomationChecksum.begin(method, LIST + rest, "");
        for (byte one : body.getBytes(UTF_8)) {
            fed.update(one);
        }

        assertThat(AutomationChecksum.text(fed)).isEqualTo(checksum);
    }

    @Test
    void the_worked_tokens_are_accepted_and_made() {
        assertThat(verify(GET_TOKEN, "GET", GET, "").application()).isEqualTo(APPLICATION);
        assertThat(verify(PUT_TOKEN, "PUT", LIST + "/", PUT_BODY).application()).isEqualTo(APPLICATION);
        assertThat(verify(DELETE_TOKEN, "delete", LIST + "?type=ip&content=198.51.100.7", "")
                        .until())
                .isEqualTo(ISSUED.plusSeconds(300));
        assertThat(AutomationToken.sign(ID, KEY, TokenAlgorithm.HS256, ISSUED, GET_CHECKSUM))
                .isEqualTo(GET_TOKEN);
    }

    @ParameterizedTest
    @EnumSource(TokenAlgorithm.class)
    void each_algorithm_works_with_a_key_as_short_as_a_guid(TokenAlgorithm algorithm) {
        String token = AutomationToken.sign(ID, KEY, algorithm, ISSUED, GET_CHECKSUM);

        assertThat(verify(token, "GET", GET, "").application()).isEqualTo(APPLICATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1577836800", "1577836800.25", "1.5778368E9", "1577836899"})
    void iat_is_any_number(String iat) {
        assertThatCode(() -> verify(token("HS256", claims(ID, iat, "\"V1\"")), "GET", GET, ""))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "Bearer", "bearer  ", "Basic YTpi", "Bearerx.y.z"})
    void no_token_is_told(String authorization) {
        assertRefused(Why.NO_TOKEN, authorization, "");
        assertRefused(Why.NO_TOKEN, null, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x.y",
                "x.y.z.w",
                "!.!.!",
                "e30.e30.x",
                "W10.W10.AAAA",
                HEAD + "e30.AAAA",
                "eyJhIjoxLCJhIjoyfQ.e30.AAAA"
            })
    void a_malformed_token_is_told(String token) {
        assertRefused(Why.MALFORMED, "Bearer " + token, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1577836800\"", "null", "true", "1e999"})
    void an_iat_that_is_no_number_is_malformed(String iat) {
        assertRefused(Why.MALFORMED, token("HS256", claims(ID, iat, "\"V1\"")), "");
    }

    @Test
    void a_claim_that_stands_twice_is_malformed() {
        String claims = claims(ID, "1577836800", "\"V1\"");
        assertRefused(Why.MALFORMED, token("HS256", claims.replace("{", "{\"iat\":1,")), "");
        assertRefused(Why.MALFORMED, token("HS256", claims + "{}"), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "NONE", "RS256", "hs256", ""})
    void another_algorithm_is_told_even_if_the_version_is_unknown_too(String algorithm) {
        assertRefused(Why.ALGORITHM, token(algorithm, claims(ID, "1577836800", "\"V2\"")), "");
    }

    @Test
    void each_check_comes_in_its_turn() {
        Applications none = id -> List.of();
        assertRefused(Why.VERSION, token("HS256", claims("other", "1", "\"V2\"")), "");
        assertRefused(Why.APPLICATION, token("HS256", claims("other", "1", "\"V1\"")), "");
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() -> AutomationToken.read(GET_TOKEN, none, ISSUED))
                .matches(refused -> refused.why() == Why.APPLICATION);
        String old = token("HS256", claims(ID, "1", "\"V1\""));
        assertRefused(Why.SIGNATURE, old.substring(0, old.length() - 6) + "AAAAAA", "");
        assertRefused(Why.EXPIRED, old, "another body");
        assertRefused(Why.CHECKSUM, GET_TOKEN, "another body");
    }

    @Test
    void a_token_counts_until_the_time_out_and_not_a_second_longer() {
        assertThatCode(() -> AutomationToken.read(GET_TOKEN, APPLICATIONS, ISSUED.plusSeconds(300)))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() -> AutomationToken.read(GET_TOKEN, APPLICATIONS, ISSUED.plusSeconds(301)))
                .matches(refused -> refused.why() == Why.EXPIRED);
    }

    @Test
    void a_clock_in_another_time_zone_passes_and_next_weeks_does_not() {
        assertThatCode(() -> AutomationToken.read(GET_TOKEN, APPLICATIONS, ISSUED.minus(Duration.ofHours(9))))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() -> AutomationToken.read(GET_TOKEN, APPLICATIONS, ISSUED.minus(Duration.ofDays(7))))
                .matches(refused -> refused.why() == Why.EXPIRED);
    }

    @Test
    void a_change_of_method_target_headers_or_body_breaks_the_checksum() {
        assertThatExceptionOfType(TokenRefusedException.class).isThrownBy(() -> verify(GET_TOKEN, "DELETE", GET, ""));
        assertThatExceptionOfType(TokenRefusedException.class).isThrownBy(() -> verify(GET_TOKEN, "GET", LIST, ""));
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() ->
                        AutomationToken.verify(GET_TOKEN, "GET", GET, "api-x:1", new byte[0], APPLICATIONS, ISSUED));
    }

    @Test
    void one_token_is_the_same_however_its_signature_is_written() {
        AutomationToken token = AutomationToken.read(GET_TOKEN, APPLICATIONS, ISSUED);
        AutomationToken padded = AutomationToken.read(GET_TOKEN + "=", APPLICATIONS, ISSUED);

        assertThat(padded.fingerprint()).isEqualTo(token.fingerprint()).hasSize(64);
    }

    @Test
    void neither_a_refusal_nor_an_application_shows_a_secret_or_what_the_caller_sent() {
        assertThat(APPLICATION.toString()).doesNotContain(KEY);
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() -> verify(token("canary", claims("canary", "1", "\"canary\"")), "GET", GET, ""))
                .matches(refused -> !refused.getMessage().contains("canary"));
    }

    private static AutomationToken verify(String authorization, String method, String target, String body) {
        return AutomationToken.verify(authorization, method, target, "", body.getBytes(UTF_8), APPLICATIONS, ISSUED);
    }

    private static void assertRefused(Why why, String authorization, String body) {
        assertThatExceptionOfType(TokenRefusedException.class)
                .isThrownBy(() -> verify(authorization, "GET", GET, body))
                .matches(refused -> refused.why() == why, "is " + why);
    }

    private static String claims(String id, String iat, String version) {
        return "{\"checksum\":\"" + GET_CHECKSUM + "\",\"appid\":\"" + id + "\", \"iat\":" + iat + ",\"version\":"
                + version + "}";
    }

    private static String token(String algorithm, String claims) {
        String signed =
                encoded(("{\"alg\":\"" + algorithm + "\"}").getBytes(UTF_8)) + '.' + encoded(claims.getBytes(UTF_8));
        return "Bearer " + signed + '.' + encoded(TokenAlgorithm.HS256.sign(KEY, signed));
    }

    private static String encoded(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }
}
