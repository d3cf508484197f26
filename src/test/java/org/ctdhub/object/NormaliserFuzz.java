// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A value of any type is refused in words, or has one form that stays what it is. */
class NormaliserFuzz {

    static Stream<String> values() {
        return HostileValueTest.hostile();
    }

    @MethodSource("values")
    @FuzzTest
    void a_value_has_one_form_or_none(@NotNull String text) {
        for (ObjectType type : ObjectType.values()) {
            try {
                Reading.canonical(type, text);
            } catch (RefusedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
        try {
            SuspiciousObject guessed = SuspiciousObject.guess(text);
            assertThat(Reading.canonical(guessed.type(), guessed.value())).isEqualTo(guessed.value());
        } catch (RefusedException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
