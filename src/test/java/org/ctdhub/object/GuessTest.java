// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessTest {
    @ParameterizedTest
    @CsvSource({
        "0123456789ABCDEF0123456789abcdef01234567, FILE_SHA1, 0123456789abcdef0123456789abcdef01234567",
        "' http://bad.example.test ', URL, http://bad.example.test/",
        "hxxps://bad[.]example.test/a, URL, https://bad.example.test/a",
        "h**p[:]//bad.example.test/a, URL, http://bad.example.test/a",
        "http://192.0.2.1/, URL, http://192.0.2.1/",
        "192.0.2.1, IP, 192.0.2.1",
        "192[.]0[.]2[.]1, IP, 192.0.2.1",
        "2001:DB8::1, IP, 2001:db8::1",
        "2001[:]db8[:]:1, IP, 2001:db8::1",
        "'::ffff:192.0.2.1', IP, 192.0.2.1",
        "bad.example.test, DOMAIN, bad.example.test",
        "bad[.]example[dot]test, DOMAIN, bad.example.test",
        "0123456789abcdef0123456789abcdef01234567.test, DOMAIN, 0123456789abcdef0123456789abcdef01234567.test",
        "192.0.2.1.example.test, DOMAIN, 192.0.2.1.example.test",
        "a-b.example.test, DOMAIN, a-b.example.test",
        "beef-cafe.de, DOMAIN, beef-cafe.de",
        "\u65e5\u672c.example.test, DOMAIN, xn--wgv71a.example.test"
    })
    void a_text_without_a_type_is_what_it_looks_like(String text, ObjectType type, String value)
            throws RefusedException {
        assertThat(SuspiciousObject.guess(text)).isEqualTo(SuspiciousObject.canonical(type, value));
    }

    @Test
    void a_sha256_is_known_by_its_length() throws RefusedException {
        assertThat(SuspiciousObject.guess("A".repeat(64)).type()).isEqualTo(ObjectType.FILE_SHA256);
    }

    @ParameterizedTest
    @CsvSource({
        "0123456789abcdef0123456789abcdef, wrong_length",
        "192.0.2.0/24, network",
        "192.0.2.*, network",
        "192.0.2.1-192.0.2.9, network",
        "2001:db8::/32, network",
        "192.0.2.1:80, port",
        "'[2001:db8::1]:80', port",
        "010.0.0.1, octal_form",
        "192.0.2.256, not_an_address",
        "2130706433, integer_form",
        "127.0.0.1, never_blocked",
        "fe80::1%eth0, zone_id",
        "ftp://bad.example.test/, scheme",
        "bad.example.test/a, is_url",
        "bad.example.test:8080, is_url",
        "someone@example.test, is_mailbox",
        "*.example.test, wildcard",
        "localhost, bare_name",
        "co.jp, public_suffix",
        "' ', empty"
    })
    void what_looks_like_no_object_is_refused(String text, String reason) {
        assertThat(refusal(text).reason().word()).isEqualTo(reason);
    }

    @Test
    void an_md5_is_refused_by_its_name() {
        assertThat(refusal("f".repeat(32))).hasMessageContaining("MD5");
        assertThat(refusal(null).reason()).isEqualTo(Reason.EMPTY);
        assertThat(refusal("a".repeat(1 << 20)).reason()).isEqualTo(Reason.TOO_LONG);
    }

    private static RefusedException refusal(String text) {
        return catchThrowableOfType(RefusedException.class, () -> SuspiciousObject.guess(text));
    }
}
