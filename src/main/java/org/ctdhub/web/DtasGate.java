// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.ctdhub.auth.DtasSignature;
import org.ctdhub.auth.Verdict;
import org.ctdhub.registry.Subscriber;
import org.ctdhub.registry.Subscribers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentReferenceHashMap;

/** Lets a DTAS request in if a valid key signed it, lately, and not before. */
@Component
class DtasGate {

    private static final Logger LOG = LoggerFactory.getLogger(DtasGate.class);
    private static final int LONGEST_CHALLENGE = 200;
    private static final Set<String> ALWAYS_SIGNED = Set.of("x-dtas-time", "x-dtas-challenge");

    /**
     * With which key each client signed last: that one is tried first, since a request doesn't name its key, and there may be
     * thousands. It is forgotten when memory is short.
     */
    private final Map<String, DistributionKey> lastKeys = new ConcurrentReferenceHashMap<>();

    private final DistributionSettings settings;
    private final DistributionKeys keys;
    private final Subscribers subscribers;
    private final Clock clock;

    DtasGate(DistributionSettings settings, DistributionKeys keys, Subscribers subscribers, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.subscribers = subscribers;
        this.clock = clock;
    }

    /** The key that signed the request; a {@link DtasRefusal} with 401 if none did. */
    DistributionKey check(DtasRequest request) {
        String client = request.header("ClientUUID").orElse("");
        List<DistributionKey> tried = Stream.ofNullable(lastKeys.get(client))
                .flatMap(last -> keys.now(last).stream())
                .toList();
        Verdict verdict = verify(tried, request);
        if (verdict instanceof Verdict.Refused) {
            tried = keys.valid();
            verdict = verify(tried, request);
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            if (!accepted.signed().containsAll(ALWAYS_SIGNED)) {
                throw new DtasRefusal(
                        401,
                        "signature unusable",
                        "X-DTAS-Time and X-DTAS-Challenge must be among the signed headers.");
            }
            checkTime(request);
            DistributionKey key = tried.get(accepted.key());
            lastKeys.put(client, key);
            keys.used(key);
            return key;
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        throw new DtasRefusal(401, why(refused.why()), refused.reason());
    }

    private static Verdict verify(List<DistributionKey> keys, DtasRequest request) {
        return DtasSignature.verify(
                keys.stream().map(DistributionKey::key).toList(), request.headers(), request.body());
    }

    private static String why(Verdict.Why why) {
        return switch (why) {
            case NO_CHECKSUM -> "not signed";
            case ORDER_UNUSABLE, HEADER_MISSING -> "signature unusable";
            case WRONG_CHECKSUM -> "unknown key";
        };
    }

    /** A challenge that a client used before means a captured request: 401. Answers who sent it, if it is registered. */
    Optional<Subscriber> checkFresh(DtasRequest request, UUID client) {
        String challenge = request.header("Challenge")
                .filter(c -> c.length() <= LONGEST_CHALLENGE)
                .orElseThrow(
                        () -> new DtasRefusal(401, "bad request", "X-DTAS-Challenge is missing; send a fresh GUID."));
        Subscribers.Caller caller = subscribers.caller(client, challenge);
        if (!caller.fresh()) {
            throw new DtasRefusal(
                    401,
                    "repeated challenge",
                    "This X-DTAS-Challenge was used before; send a fresh GUID with each request.");
        }
        return caller.subscriber();
    }

    private void checkTime(DtasRequest request) {
        if (settings.clockSkew().isZero()) {
            return;
        }
        String time = request.header("Time")
                .filter(t -> t.matches("[0-9]{1,12}"))
                .orElseThrow(() -> new DtasRefusal(
                        401, "bad request", "X-DTAS-Time is missing or no number; send epoch seconds."));
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        if (off.abs().compareTo(settings.clockSkew()) > 0) {
            LOG.warn("A subscriber's clock is {} s behind the hub's.", off.toSeconds());
            throw new DtasRefusal(
                    401, "clock off", "The clock is " + off.toSeconds() + " s off; set the client's clock.");
        }
    }
}
