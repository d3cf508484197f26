// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;

/**
 * A list of what is mostly reported by mistake, as it can be matched here.
 *
 * @param title as its author calls it
 * @param description what its author says of it, or null
 * @param version as its author numbers it
 * @param kind how its entries are meant
 * @param types the types of the objects that it is about
 * @param entries those that can match such an object, each once
 * @param leftOut how many of its entries can't
 * @param why one of these and its reason, or null
 */
public record WarningList(
        String title,
        String description,
        String version,
        WarningKind kind,
        Set<ObjectType> types,
        List<WarningEntry> entries,
        int leftOut,
        String why) {

    /** The entries of a list that are looked at each for itself, because no index finds them. */
    public static final int MOST_SLOW = 100;

    /** What stands at the head of a list. */
    public record Head(String title, String description, String version, WarningKind kind, Set<ObjectType> types) {}

    /** Reads each entry; what can't match anything is left out and counted, since most lists hold some of that. */
    public static WarningList of(Head head, List<String> texts) {
        Map<String, WarningEntry> entries = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        for (String text : texts) {
            try {
                WarningEntry entry = head.kind().read(text, head.types());
                entries.putIfAbsent(entry.text(), entry);
            } catch (RefusedException e) {
                refused.add(refused.isEmpty() ? e.getMessage() : "");
            }
        }
        return new WarningList(
                head.title(),
                head.description(),
                head.version(),
                head.kind(),
                Set.copyOf(head.types()),
                List.copyOf(entries.values()),
                refused.size(),
                refused.isEmpty() ? null : refused.get(0));
    }

    /** How many of its entries are matched in one of these ways. */
    public int count(WarningEntry.Way... ways) {
        return (int) entries.stream()
                .filter(entry -> List.of(ways).contains(entry.way()))
                .count();
    }
}
