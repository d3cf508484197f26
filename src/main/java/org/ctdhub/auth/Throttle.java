// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who guesses. Ten failures within a minute from one address close the door to it for a minute. Ten against
 * one account, from wherever, close it to each address that failed lately, so that many addresses don't get ten tries
 * each, and the account's owner, who comes from elsewhere, is not locked out.
 */
public final class Throttle {

    private static final int FAILURES = 10;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Whoever has more addresses than this gets more tries; memory stays small. */
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > MOST;
        }
    };

    public Throttle(Clock clock) {
        this.clock = clock;
    }

    /**
     * How long a caller has to wait before it may try again; empty: not at all.
     *
     * @param account whose name it gives; empty if it gives none
     */
    public synchronized Optional<Duration> pause(String address, Optional<String> account) {
        Deque<Instant> here = recent("address " + address);
        if (here.size() >= FAILURES) {
            return Optional.of(left(here));
        }
        return account.map(name -> recent("account " + name))
                .filter(there -> there.size() >= FAILURES && !here.isEmpty())
                .map(this::left);
    }

    /** Counts a wrong password or token. */
    public synchronized void failed(String address, Optional<String> account) {
        count("address " + address);
        account.ifPresent(name -> count("account " + name));
    }

    private void count(String key) {
        Deque<Instant> recent = recent(key);
        recent.addLast(clock.instant());
        if (recent.size() > FAILURES) {
            recent.removeFirst();
        }
        failures.put(key, recent);
    }

    private Deque<Instant> recent(String key) {
        Deque<Instant> recent = failures.getOrDefault(key, new ArrayDeque<>());
        // the tenth failure closes the door for a whole minute, so the nine before it count as long as it does
        Instant since = clock.instant().minus(MINUTE);
        if (recent.size() >= FAILURES && recent.getLast().isAfter(since)) {
            return recent;
        }
        if (recent.size() >= FAILURES) {
            recent.clear();
        }
        while (!recent.isEmpty() && !recent.getFirst().isAfter(since)) {
            recent.removeFirst();
        }
        return recent;
    }

    private Duration left(Deque<Instant> recent) {
        return Duration.between(clock.instant(), recent.getLast().plus(MINUTE));
    }
}
