// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A batch of records that was read: the detections in it, each once, and why the others are none. */
final class Sorted {

    private static final int SHOWN = 4_000;

    private final List<JsonNode> records;
    private final Fate[] fates;
    private final Map<Key, Integer> places = new HashMap<>();
    private final List<Detection> read = new ArrayList<>();
    private final Instant now;

    /** By what a product's detection is told from its others. */
    record Key(Instant at, UUID digest) {}

    Sorted(List<JsonNode> records, Instant now, Duration keep) {
        this.records = records;
        this.now = now;
        this.fates = new Fate[records.size()];
        DetectionReader reader = new DetectionReader(now, keep);
        for (int n = 0; n < fates.length; n++) {
            fates[n] = read(reader, n);
        }
    }

    /** A detection that can be taken counts as a repeat until it was written. */
    private Fate read(DetectionReader reader, int n) {
        try {
            Detection detection = reader.read(records.get(n));
            if (places.putIfAbsent(new Key(detection.at(), detection.digest()), n) == null) {
                read.add(detection);
            }
            return Fate.DUPLICATE;
        } catch (DetectionReader.Refusal e) {
            return Fate.refused(e.reason(), e.getMessage());
        }
    }

    List<Detection> read() {
        return read;
    }

    /** How many records make a detection, repeats among them. */
    long readable() {
        return Arrays.stream(fates).filter(fate -> fate.reason() == null).count();
    }

    /** The time of the latest detection, in seconds since 1970; a clock that is ahead of the hub's doesn't count. */
    long latest() {
        return read.stream()
                .map(Detection::at)
                .filter(at -> !at.isAfter(now))
                .mapToLong(Instant::getEpochSecond)
                .max()
                .orElse(0);
    }

    /** What makes no detection. What is merely older than detections are kept is nothing to look at. */
    List<Unreadable> aside() {
        List<Unreadable> aside = new ArrayList<>();
        for (int n = 0; n < fates.length; n++) {
            if (fates[n].reason() != null && !fates[n].reason().equals(DetectionReader.TOO_OLD)) {
                String text = DetectionReader.storable(records.get(n).toString());
                aside.add(new Unreadable(
                        fates[n].reason(),
                        fates[n].message(),
                        text.length() <= SHOWN ? text : DetectionReader.storable(text.substring(0, SHOWN)) + "…"));
            }
        }
        return aside;
    }

    /** What became of each record, given those that were not there before. */
    List<Fate> fates(Set<Key> written) {
        Fate[] all = fates.clone();
        written.forEach(key -> all[places.get(key)] = Fate.TAKEN);
        return List.of(all);
    }
}
