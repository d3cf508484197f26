// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Counts each key's requests of the last 60 s. A refused request isn't counted (assumed). */
final class RateLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int most;
    private final Clock clock;
    private final Map<String, Deque<Instant>> taken = new HashMap<>();

    RateLimit(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    synchronized boolean allows(String key) {
        Deque<Instant> recent = taken.computeIfAbsent(key, unseen -> new ArrayDeque<>());
        Instant now = clock.instant();
        while (!recent.isEmpty() && !recent.peekFirst().isAfter(now.minus(WINDOW))) {
            recent.removeFirst();
        }
        return recent.size() < most && recent.add(now);
    }
}
