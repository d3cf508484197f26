// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a product is left alone for a while.
 *
 * @param unsure true if it may have taken what was sent, although no answer came
 * @param wish until when the product itself asked to be left alone, or its credentials need a person; empty: back off
 * @param error what happened, in the product's own words where it said any
 */
public record Pause(boolean unsure, Optional<Instant> wish, String error) {

    /** 5, 10, 20, 40, then 60 seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration FIRST = Duration.ofSeconds(5);

    /** When the product may be called again after so many failures in a row. */
    Instant until(Instant at, int failures) {
        return wish.orElseGet(() -> {
            Duration backOff = FIRST.multipliedBy(1L << Math.min(failures, 4));
            return at.plus(backOff.compareTo(LONGEST) > 0 ? LONGEST : backOff);
        });
    }
}
