// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A call to a subscriber's source that brought nothing; the next round tries again. */
final class SourceFailure extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    SourceFailure(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    SourceFailure(String message, Exception cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
