// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects that a subscriber holds, and up to which ID of the source. Values are compared as received. */
final class SubscribedList {

    /** What a subscriber does where the record doesn't say (ours). */
    private static final String DEFAULT_ACTION = "block";

    private record Key(LabType type, String value) {}

    private record Entry(String action, Instant expiry) {}

    private final Set<LabType> taken;
    private final Map<Key, Entry> entries = new HashMap<>();
    private long lastId;

    SubscribedList(Set<LabType> taken) {
        this.taken = Set.copyOf(taken);
    }

    /** Takes over one whole answer; true if it brought the list forward. */
    synchronized boolean apply(List<ReceivedRecord> records, Instant now) {
        long before = lastId;
        for (ReceivedRecord received : records) {
            LabType.numbered(received.type()).filter(taken::contains).ifPresent(type -> apply(type, received, now));
            lastId = Math.max(lastId, received.id());
        }
        return lastId > before;
    }

    synchronized List<LabObject> objects(Instant now) {
        expire(now);
        return entries.entrySet().stream()
                .map(entry -> new LabObject(
                        entry.getKey().type().word(),
                        entry.getKey().value(),
                        entry.getValue().action()))
                .sorted()
                .toList();
    }

    /** The action for an object that is on the list now. */
    synchronized Optional<String> action(LabType type, String value, Instant now) {
        return Optional.ofNullable(entries.get(new Key(type, type.canonical(value))))
                .filter(entry -> entry.expiry().isAfter(now))
                .map(Entry::action);
    }

    /** Loses the entries and keeps the place in the source's list, as an appliance does whose store was replaced. */
    synchronized void lose() {
        entries.clear();
    }

    synchronized long lastId() {
        return lastId;
    }

    private void apply(LabType type, ReceivedRecord received, Instant now) {
        Key key = new Key(type, type.canonical(received.data()));
        Instant expiry = received.expiry(now);
        if (received.removal() || !expiry.isAfter(now)) {
            entries.remove(key);
        } else {
            entries.put(key, new Entry(received.scanAction().orElse(DEFAULT_ACTION), expiry));
        }
    }

    private void expire(Instant now) {
        entries.values().removeIf(entry -> !entry.expiry().isAfter(now));
    }
}
