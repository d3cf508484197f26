// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.UserDefinedList;

/** A user-defined list for tests of its doors, with a note of each change. */
final class ListInMemory implements UserDefinedList {

    private final Map<SuspiciousObject, Entry> entries = new ConcurrentHashMap<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();

    @Override
    public boolean put(Wish wish, Actor by) {
        if (wish.object().value().equals("203.0.113.99")) {
            throw new IllegalStateException("The database is away.");
        }
        Entry entry = new Entry(wish.object(), wish.action(), wish.expiresAt(), wish.notes());
        boolean changed = !entry.equals(entries.put(wish.object(), entry));
        if (changed) {
            changes.add(wish.object().value() + " by " + by.kind() + " " + by.name());
        }
        return changed;
    }

    @Override
    public boolean remove(SuspiciousObject object, Actor by) {
        return entries.remove(object) != null;
    }

    @Override
    public List<Entry> find(ObjectType type, String part, int most) {
        String wanted = part == null ? "" : part.toLowerCase(Locale.ROOT);
        return entries.values().stream()
                .filter(entry -> type == null || entry.object().type() == type)
                .filter(entry -> entry.object().value().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparing(entry -> entry.object().value()))
                .limit(most)
                .toList();
    }

    /** What is on the list, as texts. */
    List<String> values() {
        return find(null, null, Integer.MAX_VALUE).stream()
                .map(entry -> entry.object().value())
                .toList();
    }

    Entry only() {
        return find(null, null, Integer.MAX_VALUE).get(0);
    }

    List<String> changes() {
        return changes;
    }

    void clear() {
        entries.clear();
        changes.clear();
    }
}
