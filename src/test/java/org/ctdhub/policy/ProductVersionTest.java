// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductVersionTest {

    private static final List<String> RISING = List.of(
            "2.5 SP1",
            "3.0",
            "3.0 Patch 1",
            "5.5",
            "5.5.1",
            "5.10",
            "6.0 SP3",
            "6.0 SP3 Patch 2",
            "6.5",
            "11.0 SP1",
            "12",
            "2019",
            "2019 Patch 1");

    @Test
    void numbers_count_first_then_the_service_pack_then_the_patch() {
        List<ProductVersion> rising = RISING.stream()
                .map(text -> ProductVersion.of(text).orElseThrow())
                .toList();
        List<ProductVersion> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        assertThat(falling.stream().sorted()).containsExactlyElementsOf(rising);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 12.0",
        "12.0.0, 12.0",
        "' 11.0 sp1 ', 11.0 SP1",
        "6.0-SP3-P2, 6.0 SP3 Patch 2",
        "6.0 SP3 patch 2, 6.0 SP3 Patch 2",
        "3.0 Patch 1, 3.0 Patch 1",
        "2019, 2019",
        "0, 0.0"
    })
    void one_version_written_in_two_ways_is_the_same(String written, String shown) {
        assertThat(ProductVersion.of(written))
                .isEqualTo(ProductVersion.of(shown))
                .get()
                .hasToString(shown);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "XG SP1",
                "newest",
                "5..5",
                "5.5 beta",
                "-1",
                "12345678901",
                "1.2.3.4.5.6.7",
                "٣.٠",
                "5\n" + "6"
            })
    void a_text_that_is_no_version_is_unknown(String text) {
        assertThat(ProductVersion.of(text)).isEmpty();
    }

    @Test
    void a_hostile_length_is_unknown() {
        assertThat(ProductVersion.of("1".repeat(1_000_000))).isEmpty();
    }

    @Test
    void a_named_release_counts_as_its_number() {
        Map<String, String> names = Map.of("XG", "12.0");
        assertThat(ProductVersion.of("xg SP1", names)).isEqualTo(ProductVersion.of("12.0 SP1"));
        assertThat(ProductVersion.of("XG", names)).isEqualTo(ProductVersion.of("12"));
        assertThat(ProductVersion.of("XGA", names)).isEmpty();
    }
}
