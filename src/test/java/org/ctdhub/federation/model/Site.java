// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation.model;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;

/** What one manager knows by itself, and no other told it. */
final class Site {

    final Map<ModelObject, Found> found;
    final Map<ModelObject, String> defined;
    final Set<Rule> rules;

    Site() {
        found = new TreeMap<>();
        defined = new TreeMap<>();
        rules = new HashSet<>();
    }

    Site(Site other) {
        found = new TreeMap<>(other.found);
        defined = new TreeMap<>(other.defined);
        rules = new HashSet<>(other.rules);
    }

    boolean excepts(ModelObject object) {
        return rules.stream().anyMatch(rule -> rule.covers(object));
    }

    /** An action that is meant for an object; null: as preset. */
    static String own(String word) {
        return word.equals("preset") ? null : word;
    }
}
