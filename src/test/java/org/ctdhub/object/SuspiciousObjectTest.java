// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuspiciousObjectTest {
    @Test
    void two_texts_of_one_thing_are_one_object() throws RefusedException {
        SuspiciousObject seen = SuspiciousObject.of(ObjectType.DOMAIN, "BAD[.]example.test.");
        SuspiciousObject kept = SuspiciousObject.canonical(ObjectType.DOMAIN, "bad.example.test");
        assertThat(seen).isEqualTo(kept).hasSameHashCodeAs(kept);
        assertThat(seen).isNotEqualTo(SuspiciousObject.canonical(ObjectType.URL, "bad.example.test"));
        assertThat(seen).isNotEqualTo(SuspiciousObject.canonical(ObjectType.DOMAIN, "worse.example.test"));
    }

    @ParameterizedTest
    @CsvSource({
        "DOMAIN, Bad.example.test, bad.example.test",
        "URL, http://bad.example.test/a:b@c, bad.example.test",
        "URL, https://bad.example.test:8443?a, bad.example.test",
        "URL, http://192.0.2.1:81/, 192.0.2.1",
        "URL, 'http://[2001:db8::1]/', 2001:db8::1",
        "URL, 'http://[2001:db8::1]:81/', 2001:db8::1"
    })
    void a_domain_or_url_has_a_host(ObjectType type, String text, String host) throws RefusedException {
        assertThat(SuspiciousObject.of(type, text).host()).contains(host);
    }

    @Test
    void an_address_or_a_file_has_no_host() throws RefusedException {
        assertThat(SuspiciousObject.of(ObjectType.IP, "192.0.2.1").host()).isEmpty();
        assertThat(SuspiciousObject.of(ObjectType.FILE_SHA1, "a".repeat(40)).host())
                .isEmpty();
    }

    @Test
    void an_object_needs_type_and_value() {
        assertThatNullPointerException().isThrownBy(() -> SuspiciousObject.canonical(ObjectType.IP, null));
        assertThatNullPointerException().isThrownBy(() -> SuspiciousObject.canonical(null, "192.0.2.1"));
    }

    @Test
    void an_object_in_a_log_line_is_short_and_harmless() {
        String value = "http://bad.example.test/\r\n\u202e" + "a".repeat(2000);
        String line = SuspiciousObject.canonical(ObjectType.URL, value).toString();
        assertThat(line)
                .startsWith("url \"http://bad.example.test/\\u{d}\\u{a}\\u{202e}aaa")
                .hasSize(86);
    }

    @ParameterizedTest
    @EnumSource(ObjectType.class)
    void a_type_is_found_by_its_word(ObjectType type) throws RefusedException {
        assertThat(ObjectType.of(type.word())).isSameAs(type);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "IP", "sha1", "file", "\u0000"})
    void an_unknown_type_is_refused(String word) {
        assertThat(catchThrowableOfType(RefusedException.class, () -> ObjectType.of(word))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_TYPE);
    }

    @Test
    void only_the_hashes_are_files() {
        assertThat(ObjectType.values())
                .filteredOn(ObjectType::isFile)
                .containsExactly(ObjectType.FILE_SHA1, ObjectType.FILE_SHA256);
    }

    @ParameterizedTest
    @CsvSource({"low, LOW, 1", "medium, MEDIUM, 2", "high, HIGH, 3", "1, LOW, 1", "2, MEDIUM, 2", "3, HIGH, 3"})
    void a_risk_is_found_by_word_or_number(String word, Risk risk, int number) throws RefusedException {
        assertThat(Risk.of(word)).isSameAs(risk);
        assertThat(risk.number()).isEqualTo(number);
        assertThat(Risk.of(risk.word())).isSameAs(risk);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "High", "0", "4", "01", " low", "none"})
    void an_unknown_risk_is_refused(String word) {
        assertThat(catchThrowableOfType(RefusedException.class, () -> Risk.of(word))
                        .reason())
                .isEqualTo(Reason.UNKNOWN_RISK);
    }
}
