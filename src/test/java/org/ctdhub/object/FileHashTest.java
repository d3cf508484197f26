// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileHashTest {
    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
    private static final String SHA256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Test
    void a_hash_becomes_lower_case() throws RefusedException {
        assertThat(Reading.canonical(ObjectType.FILE_SHA1, SHA1.toUpperCase(Locale.ROOT)))
                .isEqualTo(SHA1);
        assertThat(Reading.canonical(ObjectType.FILE_SHA256, " \t" + SHA256.toUpperCase(Locale.ROOT) + "\r\n"))
                .isEqualTo(SHA256);
    }

    @ParameterizedTest
    @CsvSource({"32, MD5", "56, SHA-224", "64, use type file_sha256", "96, SHA-384", "128, SHA-512", "39, whole hash"})
    void a_wrong_length_names_the_hash_it_looks_like(int length, String advice) {
        RefusedException refusal = Reading.refusal(ObjectType.FILE_SHA1, "a".repeat(length));
        assertThat(refusal.reason()).isEqualTo(Reason.WRONG_LENGTH);
        assertThat(refusal).hasMessageContaining("instead of 40").hasMessageContaining(advice);
    }

    @Test
    void a_sha1_is_no_sha256() {
        assertThat(Reading.refusal(ObjectType.FILE_SHA256, SHA1))
                .hasMessageContaining("instead of 64")
                .hasMessageContaining("use type file_sha1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g123456789abcdef0123456789abcdef01234567",
                "0123456789abcdef0123\n456789abcdef01234567",
                "0123456789abcdef0123456789abcdef0123456\u0000",
                "sha1:0123456789abcdef0123456789abcdef01234567",
                "0x0123456789abcdef0123456789abcdef01234567",
                "\uff10123456789abcdef0123456789abcdef01234567",
                "\u0660123456789abcdef0123456789abcdef01234567",
                "\ud800123456789abcdef0123456789abcdef01234567"
            })
    void only_ascii_hex_digits_make_a_hash(String text) {
        assertThat(Reading.reason(ObjectType.FILE_SHA1, text)).isEqualTo("not_hex");
    }
}
