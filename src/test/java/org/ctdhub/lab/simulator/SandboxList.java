// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A sandbox's object list: the newest record of each object, by rising ID. */
final class SandboxList {

    private record Key(LabType type, String value) {
        static Key of(Finding finding) {
            return new Key(finding.kind(), finding.kind().canonical(finding.value()));
        }
    }

    private final NavigableMap<Long, SandboxRecord> records = new TreeMap<>();
    private final Map<Key, Long> newest = new HashMap<>();
    private long highestId;

    /** Gives each finding the next ID and returns the highest. */
    synchronized long add(List<Finding> findings) {
        for (Finding finding : findings) {
            Long replaced = newest.put(Key.of(finding), ++highestId);
            if (replaced != null) {
                records.remove(replaced);
            }
            records.put(highestId, new SandboxRecord(highestId, finding));
        }
        return highestId;
    }

    /**
     * At most so many records above the ID, in rising order. From 0, and from an ID that was never given (the client
     * knew this sandbox before its restart), it is the current list without removals (assumed).
     */
    synchronized List<SandboxRecord> page(long after, int size) {
        if (after <= 0 || after > highestId) {
            return records.values().stream()
                    .filter(entry -> !entry.finding().remove())
                    .limit(size)
                    .toList();
        }
        return records.tailMap(after, false).values().stream().limit(size).toList();
    }

    synchronized List<LabObject> objects() {
        return records.values().stream()
                .map(SandboxRecord::finding)
                .filter(finding -> !finding.remove())
                .map(finding -> new LabObject(finding.type(), finding.kind().canonical(finding.value()), null))
                .sorted()
                .toList();
    }

    synchronized long highestId() {
        return highestId;
    }

    synchronized void clear() {
        records.clear();
        newest.clear();
        highestId = 0;
    }
}
