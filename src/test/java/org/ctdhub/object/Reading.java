// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What the tests ask of a normaliser: the canonical value, or the reason of the refusal. */
final class Reading {
    private Reading() {}

    static String canonical(ObjectType type, String text) throws RefusedException {
        String value = SuspiciousObject.of(type, text).value();
        assertThat(SuspiciousObject.of(type, value).value())
                .as("normalised twice")
                .isEqualTo(value);
        return value;
    }

    static RefusedException refusal(ObjectType type, String text) {
        Throwable thrown = catchThrowable(() -> SuspiciousObject.of(type, text));
        assertThat(thrown).as("%s %s", type, text).isInstanceOf(RefusedException.class);
        return (RefusedException) thrown;
    }

    static String reason(ObjectType type, String text) {
        return refusal(type, text).reason().word();
    }
}
