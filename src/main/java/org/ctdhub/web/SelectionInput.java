// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.Filter;

/** Which objects a caller means: {@code "objects": [{"type", "value"}, ...]} or {@code "filter": {...}}. */
final class SelectionInput {

    private static final List<String> LISTS = List.of("virtual_analyzer", "user_defined");

    private SelectionInput() {}

    /** An object as a caller names it; without a type it is guessed from the value. */
    record Named(String type, String value) {

        SuspiciousObject object() throws RefusedException {
            return type == null ? SuspiciousObject.guess(value) : SuspiciousObject.of(ObjectType.of(type), value);
        }
    }

    /** Named objects in canonical form, or a filter whose words are known. */
    static Selection of(List<Named> objects, Filter filter) throws RefusedException {
        if ((objects == null) == (filter == null)) {
            throw new IllegalArgumentException("Send either 'objects' or 'filter', to say which objects are meant.");
        }
        if (filter != null) {
            return new Selection(List.of(), checked(filter));
        }
        List<SuspiciousObject> named = new ArrayList<>();
        for (Named object : objects) {
            named.add(object.object());
        }
        return new Selection(named, null);
    }

    /** The filter of these words; a word that there isn't is refused, so that a slip of the pen never means everything. */
    static Filter filter(
            String type,
            String list,
            String risk,
            String action,
            String source,
            String state,
            String text,
            Instant since,
            Instant until)
            throws RefusedException {
        return checked(new Filter(type, list, risk, action, source, state, text, since, until));
    }

    /** The filter, if its words are known. */
    static Filter checked(Filter filter) throws RefusedException {
        if (filter.type() != null) {
            ObjectType.of(filter.type());
        }
        if (filter.risk() != null) {
            Risk.of(filter.risk());
        }
        if (filter.action() != null) {
            ScanAction.of(filter.action());
        }
        known("list", filter.list(), LISTS);
        known("state", filter.state(), Filter.STATES);
        return filter;
    }

    /** Refuses a word that is none of these; null is none. */
    static void known(String name, String word, List<String> words) {
        if (word != null && !words.contains(word)) {
            throw new IllegalArgumentException(
                    "There is no " + name + " of this name; use " + String.join(", ", words) + ".");
        }
    }
}
