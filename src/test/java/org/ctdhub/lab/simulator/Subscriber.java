// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A product that subscribes to a source of objects: it registers once and then asks for what is newer than the highest
 * ID it has. The wire protocol of such products is not public; this one is the hub's own model (assumed).
 */
public final class Subscriber {

    private final SourceCalls calls;
    private final Map<String, String> identity;
    private final String productName;
    private final SubscribedList list;
    private final Clock clock;
    private boolean introduced;
    private volatile String lastError;

    /**
     * Makes no call yet.
     *
     * @param source service URL, without /web_service
     * @param types words of the types it keeps; the others are passed over
     * @param clock by which it signs and drops what has expired
     */
    public Subscriber(URI source, String apiKey, UUID clientUuid, String productName, Set<String> types, Clock clock) {
        this.calls = new SourceCalls(source, apiKey, clock);
        this.identity = Map.of("ClientUUID", clientUuid.toString());
        this.productName = productName;
        this.list = new SubscribedList(types.stream().map(LabType::of).collect(Collectors.toSet()));
        this.clock = clock;
    }

    /** Asks until the source has nothing more. A failure ends the round, keeps what there is and is told by lastError. */
    public void round() {
        round(Faults.NONE);
    }

    /** A round in which every answer of the source is thrown away if the faults say so; returns how long to hold off. */
    synchronized Optional<Duration> round(Faults faults) {
        try {
            introduce(faults);
            boolean more;
            do {
                more = page(faults);
            } while (more);
            lastError = null;
            return Optional.empty();
        } catch (SourceFailure e) {
            lastError = e.getMessage();
            return e.retryAfter();
        }
    }

    /** The objects held now, in the order of type and value; what has expired is gone. */
    public List<LabObject> objects() {
        return list.objects(clock.instant());
    }

    /** The scan action for an object on the list now, or empty. */
    public Optional<String> action(String type, String value) {
        return list.action(LabType.of(type), value, clock.instant());
    }

    /** The highest ID received; 0 at first. */
    public long lastId() {
        return list.lastId();
    }

    void lose() {
        list.lose();
    }

    /** Why the last round broke off, or empty if it didn't. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** How many calls it has made to its source. */
    public long requests() {
        return calls.made();
    }

    private void introduce(Faults faults) throws SourceFailure {
        if (!introduced) {
            calls.get("test_connection", Map.of()).orInstead(faults).done();
            register(faults);
            introduced = true;
        }
    }

    private void register(Faults faults) throws SourceFailure {
        Map<String, String> headers = new LinkedHashMap<>(identity);
        headers.put("ProductName", productName);
        headers.put("ClientHostname", "lab.example.test");
        headers.put("SourceID", "1");
        headers.put("SourceName", productName);
        calls.get("register", headers).orInstead(faults).done();
    }

    // A source that gives IDs no higher than before has begun again; asking on would never end.
    private boolean page(Faults faults) throws SourceFailure {
        SourceReply reply = ask(faults);
        if (reply.asksToRegister()) {
            register(faults);
            reply = ask(faults);
        }
        try {
            return list.apply(ReceivedList.read(reply.done()), clock.instant());
        } catch (IllegalArgumentException e) {
            throw new SourceFailure(e.getMessage(), e);
        }
    }

    private SourceReply ask(Faults faults) throws SourceFailure {
        Map<String, String> headers = new LinkedHashMap<>(identity);
        headers.put("LastQueryID", Long.toString(list.lastId()));
        return calls.get("get_black_lists", headers).orInstead(faults);
    }
}
