// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ctdhub.connector.Rate;

/**
 * How many calls a product still takes in the stretch of time that its manifest names. Removals may use up only part of
 * it, so that a fresh hash never waits behind ten thousand expiries.
 */
class CallBudget {

    private static final double SHARE_OF_REMOVALS = 0.8;

    private final Rate rate;
    private final Clock clock;
    private final Deque<Instant> calls = new ArrayDeque<>();

    CallBudget(Rate rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    synchronized void spend() {
        calls.addLast(clock.instant());
    }

    synchronized boolean allowsAddition() {
        return spent() < rate.calls();
    }

    synchronized boolean allowsRemoval() {
        return spent() < Math.max(1, rate.calls() * SHARE_OF_REMOVALS);
    }

    private int spent() {
        Instant before = clock.instant().minus(rate.per());
        while (!calls.isEmpty() && !calls.peekFirst().isAfter(before)) {
            calls.removeFirst();
        }
        return calls.size();
    }
}
