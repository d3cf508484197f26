// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rules by ID; one hash has one rule. */
final class RuleBook {

    private final Duplicates duplicates;
    private final Clock clock;
    private final Map<Long, Rule> rules = new TreeMap<>();
    private final Map<String, Rule> byHash = new HashMap<>();
    private long lastId;
    private long asked;
    private final List<String> deleted = new ArrayList<>();

    RuleBook(Duplicates duplicates, Clock clock) {
        this.duplicates = duplicates;
        this.clock = clock;
    }

    /** Stores all rules or, with an IllegalArgumentException, none. */
    synchronized List<Rule> add(List<NewRule> wanted, int administrator) {
        if (duplicates == Duplicates.REFUSE) {
            refuseKnown(wanted);
        }
        asked += wanted.size();
        List<Rule> stored = new ArrayList<>(wanted.size());
        for (NewRule rule : wanted) {
            stored.add(byHash.computeIfAbsent(rule.hash(), hash -> store(rule, administrator)));
        }
        return stored;
    }

    /** How many rules were there already when they were asked for. */
    synchronized long repeated() {
        return asked - lastId;
    }

    synchronized List<Rule> all() {
        return List.copyOf(rules.values());
    }

    /** The hashes of the rules that were deleted, in order. */
    synchronized List<String> deleted() {
        return List.copyOf(deleted);
    }

    /** Whether there was such a rule. */
    synchronized boolean delete(long id) {
        Rule gone = rules.remove(id);
        return gone != null && deleted.add(gone.sha256()) && byHash.remove(gone.sha256(), gone);
    }

    /** Whether there was a rule for this hash, which is gone now. */
    synchronized boolean lose(String hash) {
        Rule there = byHash.get(LabType.FILE_SHA256.onTheWire(hash));
        return there != null && delete(there.id());
    }

    private void refuseKnown(List<NewRule> wanted) {
        Set<String> seen = new HashSet<>();
        for (NewRule rule : wanted) {
            if (byHash.containsKey(rule.hash()) || !seen.add(rule.hash())) {
                throw new IllegalArgumentException("There is a rule for " + rule.hash() + " already");
            }
        }
    }

    private Rule store(NewRule wanted, int administrator) {
        String description = wanted.description() == null ? "" : wanted.description();
        Rule rule = new Rule(++lastId, wanted.hash(), "block", description, clock.millis(), administrator);
        rules.put(rule.id(), rule);
        return rule;
    }
}
