// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;

/**
 * What a hub and its edges hold once all was told: as if every manager knew at once what another one learns. It counts what
 * changed, for the links must not carry more.
 */
public final class Model {

    private static final Duration SOON = Duration.ofHours(1);

    private final List<Site> sites = new ArrayList<>();
    private final Map<ModelObject, Decision> decisions = new HashMap<>();
    private final Map<String, String> presets = new HashMap<>();
    private final Map<String, Integer> changes = new HashMap<>();

    /** A hub and so many edges; an action for every type and risk. */
    public Model(int edges, String preset) {
        for (int site = 0; site <= edges; site++) {
            sites.add(new Site());
        }
        for (String type : List.of("file_sha1", "file_sha256", "ip", "domain", "url")) {
            for (int risk = 1; risk <= 3; risk++) {
                presets.put(type + risk, preset);
            }
        }
    }

    /** The name under which changes of a finding are counted. */
    public static String finding(int site, ModelObject object) {
        return "va " + site + " " + object;
    }

    /** The same for an object on the hub's user-defined list. */
    public static String definition(ModelObject object) {
        return "user " + object;
    }

    /** The same for a decision. */
    public static String decision(ModelObject object) {
        return "decision " + object;
    }

    /** The same for a preset. */
    public static String preset(String type, int risk) {
        return "preset " + type + risk;
    }

    /** The same for an exception. */
    public static String exception(Rule rule) {
        return "exception " + rule;
    }

    /** How often it changed at most. */
    public int changes(String name) {
        return changes.getOrDefault(name, 0);
    }

    /** Does a step that went well. */
    public void follow(Step step, Instant now) {
        if (step instanceof Step.Find find) {
            find(find, now);
        } else if (step instanceof Step.TakeBack back) {
            takeBack(back, now);
        } else if (step instanceof Step.Define define) {
            String before = site(define.site()).defined.put(define.object(), define.action());
            count(define.site() == 0 && !define.action().equals(before), definition(define.object()));
        } else if (step instanceof Step.Undefine undefine) {
            site(undefine.site()).defined.remove(undefine.object());
            count(undefine.site() == 0, definition(undefine.object()));
        } else if (step instanceof Step.Except except) {
            site(except.site()).rules.add(except.rule());
            count(except.site() == 0, exception(except.rule()));
        } else if (step instanceof Step.Readmit readmit) {
            site(readmit.site()).rules.remove(readmit.rule());
            count(readmit.site() == 0, exception(readmit.rule()));
        } else if (step instanceof Step.Decide decide) {
            decide(decide, now);
        } else if (step instanceof Step.Preset preset) {
            String before = presets.put(preset.type() + preset.risk(), preset.action());
            count(!preset.action().equals(before), preset(preset.type(), preset.risk()));
        }
    }

    private Site site(int number) {
        return sites.get(number);
    }

    private void count(boolean changed, String name) {
        if (changed) {
            changes.merge(name, 1, Integer::sum);
        }
    }

    private void find(Step.Find step, Instant now) {
        Found before = site(step.site()).found.get(step.object());
        Found after = before == null
                ? new Found(step.risk(), step.until(), now, false, true)
                : before.again(step.risk(), step.until(), now);
        site(step.site()).found.put(step.object(), after);
        Instant date = decided(step.object()).date();
        boolean same = before != null
                && before.told()
                && !before.withdrawn()
                && before.until().isAfter(now)
                && before.risk() == after.risk()
                && before.until().equals(after.until())
                && (date == null || before.at().isAfter(date));
        count(!same, finding(step.site(), step.object()));
        // it leaves by its own date while the walk goes on, and its origin says so
        count(!same && after.until().isBefore(now.plus(SOON)), finding(step.site(), step.object()));
    }

    private void takeBack(Step.TakeBack step, Instant now) {
        Found before = site(step.site()).found.get(step.object());
        if (before != null
                && before.told()
                && !before.withdrawn()
                && before.until().isAfter(now)) {
            site(step.site()).found.put(step.object(), before.takenBack());
            count(true, finding(step.site(), step.object()));
        }
    }

    private void decide(Step.Decide step, Instant now) {
        ModelObject object = step.object();
        Decision before = decided(object);
        Decision after = before.then(step, now);
        decisions.put(object, after);
        count(!after.equals(before), decision(object));
        if (!Objects.equals(before.date(), after.date())) {
            // also where it is found later: who hears of the date after its own report tells that one again
            for (int site = 0; site < sites.size(); site++) {
                count(true, finding(site, object));
            }
        }
        Map<ModelObject, String> defined = site(0).defined;
        if (defined.containsKey(object) && step.action() != null) {
            count(!step.action().equals(defined.put(object, step.action())), definition(object));
        }
        if (defined.containsKey(object) && step.date() != null) {
            count(true, definition(object));
            if (step.date().equals("now")) {
                defined.remove(object);
            }
        }
    }

    private Decision decided(ModelObject object) {
        return decisions.getOrDefault(object, Decision.NONE);
    }

    /** What a site knows by itself, as a backup keeps it. */
    public Object backup(int site) {
        return new Site(site(site));
    }

    /**
     * A site is as it was. What its sandbox found since comes back from the hub, which can't tell who found it: until its
     * date, or until the sandbox says it anew.
     */
    public void restore(int number, Object backup, Instant now) {
        Site then = site(number);
        Site site = new Site((Site) backup);
        sites.set(number, site);
        then.found.forEach((object, found) -> {
            Found old = site.found.get(object);
            Decision decision = decided(object);
            if (found.counts(decision, now) && (old == null || !old.counts(decision, now))) {
                site.found.put(object, new Found(found.risk(), found.until(), found.at(), false, false));
            }
        });
        Stream.concat(then.found.keySet().stream(), site.found.keySet().stream())
                .distinct()
                .forEach(object -> changes.merge(finding(number, object), 3, Integer::sum));
    }

    /** The rules in force at a site that were made there. */
    public Set<Rule> rules(int site) {
        return Set.copyOf(site(site).rules);
    }

    /** The consolidated list of a site. */
    public Map<ModelObject, String> list(int number, Instant now) {
        Map<ModelObject, String> list = new TreeMap<>();
        Set<ModelObject> known = sites.stream()
                .flatMap(site -> Stream.concat(site.found.keySet().stream(), site.defined.keySet().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        for (ModelObject object : known) {
            String line = line(number, object, now);
            if (!line.isEmpty()) {
                list.put(object, line);
            }
        }
        return list;
    }

    private String line(int number, ModelObject object, Instant now) {
        Decision decision = decided(object);
        boolean edge = number > 0;
        boolean fromHub = edge && site(0).defined.containsKey(object);
        boolean excepted =
                site(0).excepts(object) || (edge && !fromHub && site(number).excepts(object));
        int own = sites.stream()
                .map(site -> site.found.get(object))
                .filter(found -> found != null && found.counts(decision, now))
                .mapToInt(Found::risk)
                .max()
                .orElse(0);
        String defined = site(fromHub ? 0 : number).defined.get(object);
        if (excepted || decision.hold() || (own == 0 && defined == null)) {
            return "";
        }
        int risk = own > 0 && fromHub ? 3 : own;
        return "va:" + (risk == 0 ? "-" : action(decision, object, risk) + "/" + risk) + " ud:"
                + (defined == null ? "-" : defined.equals("preset") ? action(decision, object, 3) : defined);
    }

    private String action(Decision decision, ModelObject object, int risk) {
        return decision.action() == null ? presets.get(object.type() + risk) : decision.action();
    }

    @Override
    public String toString() {
        return "decided " + decisions + ", preset " + presets + ", "
                + sites.stream()
                        .map(site ->
                                "\n  found " + site.found + ", defined " + site.defined + ", excepted " + site.rules)
                        .toList();
    }
}
