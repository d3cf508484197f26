// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the hub has been told, and the list that follows from it. Knows nothing of the hub's code. */
public final class Model {

    private Instant now;
    private final Map<ModelObject, Suspect> objects = new TreeMap<>();
    private final Map<String, Integer> lives = new TreeMap<>();
    private final Map<String, String> presets = new TreeMap<>();
    private final Set<String> stopped = new TreeSet<>();
    private final Set<Done.Made> exceptions = new HashSet<>();
    private final Map<Long, Done> tasks = new TreeMap<>();

    /** Nothing is known; every type has the same life and, whatever the risk, the same action. */
    public Model(Instant now, Set<String> types, Integer days, String action) {
        this.now = now;
        for (String type : types) {
            lives.put(type, days);
            for (int risk = 1; risk <= 3; risk++) {
                presets.put(type + risk, action);
            }
        }
    }

    /** A model of its own that knows the same. */
    public Model(Model other) {
        now = other.now;
        other.objects.forEach((object, suspect) -> objects.put(object, new Suspect(suspect)));
        lives.putAll(other.lives);
        presets.putAll(other.presets);
        stopped.addAll(other.stopped);
        exceptions.addAll(other.exceptions);
        tasks.putAll(other.tasks);
    }

    /** The list: each object that is on it, with its action. */
    public Map<ModelObject, String> list() {
        Map<ModelObject, String> list = new TreeMap<>();
        objects.forEach((object, suspect) -> {
            String action = action(object, suspect);
            if (action != null) {
                list.put(object, action);
            }
        });
        return list;
    }

    private String action(ModelObject object, Suspect suspect) {
        if (suspect.decision.hold()
                || exceptions.stream().anyMatch(e -> e.rule().covers(object))) {
            return null;
        }
        int risk = suspect.defined == null ? suspect.risk(this) : 3;
        if (risk == 0) {
            return null;
        }
        if (suspect.defined != null && suspect.defined.action() != null) {
            return suspect.defined.action();
        }
        return suspect.decision.action() != null ? suspect.decision.action() : presets.get(object.type() + risk);
    }

    /** The time passes; nothing leaves before {@link Step.Expire}. */
    public void at(Instant instant) {
        now = instant;
    }

    /** Does what was done to the hub; false if that can't be what came of it. */
    public boolean follow(Step step, Step.Outcome outcome) {
        if (!outcome.done()) {
            return !allows(step);
        }
        if (!allows(step)) {
            return false;
        }
        take(step, outcome.task());
        return true;
    }

    /** The tasks that there were. */
    public List<Long> tasks() {
        return List.copyOf(tasks.keySet());
    }

    /** The exceptions in force. */
    public List<Rule> rules() {
        return exceptions.stream()
                .map(Done.Made::rule)
                .sorted(java.util.Comparator.comparing(Rule::toString))
                .toList();
    }

    Instant now() {
        return now;
    }

    boolean isStopped(String producer) {
        return stopped.contains(producer);
    }

    private boolean allows(Step step) {
        if (step instanceof Step.Decide decide) {
            return known(decide.objects())
                    && decide.objects().stream().allMatch(object -> can(object.type(), decide.action()));
        } else if (step instanceof Step.Define define) {
            return can(define.object().type(), define.action())
                    && (define.until() == null || define.until().isAfter(now));
        } else if (step instanceof Step.Undefine undefine) {
            Suspect suspect = objects.get(undefine.object());
            return suspect != null && suspect.defined != null;
        } else if (step instanceof Step.Except except) {
            return !rules().contains(except.rule());
        } else if (step instanceof Step.ExceptEach each) {
            return known(each.objects());
        } else if (step instanceof Step.Readmit readmit) {
            return rules().contains(readmit.rule());
        } else if (step instanceof Step.Preset preset) {
            return can(preset.type(), preset.action());
        } else if (step instanceof Step.Undo undo) {
            return canUndo(tasks.get(undo.task()));
        }
        return true;
    }

    private boolean known(List<ModelObject> named) {
        return objects.keySet().containsAll(named);
    }

    private static boolean can(String type, String action) {
        return !"quarantine".equals(action) || new ModelObject(type, "").isFile();
    }

    private boolean canUndo(Done done) {
        if (done instanceof Done.Excepted excepted) {
            return exceptions.contains(excepted.made());
        }
        if (done instanceof Done.Readmitted readmitted) {
            return exceptions.contains(readmitted.made())
                    || !rules().contains(readmitted.made().rule());
        }
        return done != null && !(done instanceof Done.Final);
    }

    private void take(Step step, long task) {
        if (step instanceof Step.Decide decide) {
            decide(decide, task);
        } else if (step instanceof Step.Define define) {
            suspect(define.object()).defined =
                    new Defined(define.action(), define.until() == null ? Instant.MAX : define.until());
        } else if (step instanceof Step.Undefine undefine) {
            suspect(undefine.object()).defined = null;
        } else if (step instanceof Step.Except except) {
            Done.Made made = new Done.Made(task, except.rule());
            exceptions.add(made);
            tasks.put(task, new Done.Excepted(made));
        } else if (step instanceof Step.ExceptEach each) {
            exceptEach(each, task);
        } else if (step instanceof Step.Readmit readmit) {
            readmit(readmit.rule(), task);
        } else if (step instanceof Step.Preset preset) {
            preset(preset, task);
        } else if (step instanceof Step.Life life) {
            life(life, task);
        } else if (step instanceof Step.Stop stop) {
            stop(stop, task);
        } else if (step instanceof Step.Undo undo) {
            undo(undo.task(), task);
        } else if (step instanceof Step.Report report) {
            report.findings().forEach(finding -> report(report.producer(), finding));
        } else if (step instanceof Step.Expire) {
            objects.values().forEach(suspect -> suspect.expire(this));
        }
    }

    private Suspect suspect(ModelObject object) {
        return objects.computeIfAbsent(object, o -> new Suspect());
    }

    private void decide(Step.Decide step, long task) {
        Instant date = Words.date(step.date(), now);
        Map<ModelObject, Done.Before> before = new TreeMap<>();
        for (ModelObject object : step.objects()) {
            Suspect suspect = suspect(object);
            before.put(object, new Done.Before(suspect.decision, suspect.defined));
            if (!"user_defined".equals(step.list())) {
                suspect.decision = suspect.decision.then(step, date);
            }
            if (!"virtual_analyzer".equals(step.list()) && suspect.defined != null) {
                suspect.defined = suspect.defined.then(step, date, now);
            }
            suspect.enlist(this);
        }
        tasks.put(task, new Done.Decided(before));
    }

    private void exceptEach(Step.ExceptEach step, long task) {
        for (ModelObject object : step.objects()) {
            Rule rule = new Rule(object.type(), object.value());
            if (!rules().contains(rule)) {
                exceptions.add(new Done.Made(task, rule));
            }
        }
        tasks.put(task, new Done.ExceptedEach());
    }

    private void readmit(Rule rule, long task) {
        Done.Made made = exceptions.stream()
                .filter(e -> e.rule().equals(rule))
                .findFirst()
                .orElseThrow();
        exceptions.remove(made);
        tasks.put(task, new Done.Readmitted(made));
    }

    private void preset(Step.Preset step, long task) {
        String before = presets.put(step.type() + step.risk(), step.action());
        tasks.put(task, new Done.Preset(step.type(), step.risk(), before));
    }

    private void life(Step.Life step, long task) {
        Integer before = lives.put(step.type(), step.days());
        tasks.put(task, new Done.Life(step.type(), before));
        objects.forEach((object, suspect) -> {
            if (object.type().equals(step.type())) {
                suspect.sightings.replaceAll((producer, s) -> s.renewed(step.days(), now));
                suspect.enlist(this);
            }
        });
    }

    private void stop(Step.Stop step, long task) {
        if (step.stopped()) {
            stopped.add(step.producer());
        } else {
            stopped.remove(step.producer());
        }
        tasks.put(task, new Done.Stopped(step.producer(), step.stopped()));
        objects.values().stream()
                .filter(suspect -> suspect.sightings.containsKey(step.producer()))
                .forEach(suspect -> suspect.enlist(this));
    }

    private void undo(long undone, long task) {
        Done done = tasks.get(undone);
        if (done instanceof Done.Decided decided) {
            decided.before().forEach(this::putBack);
            tasks.put(task, new Done.Final());
        } else if (done instanceof Done.Preset preset) {
            preset(new Step.Preset(preset.type(), preset.risk(), preset.before()), task);
        } else if (done instanceof Done.Life life) {
            life(new Step.Life(life.type(), life.before()), task);
        } else if (done instanceof Done.Stopped stop) {
            stop(new Step.Stop(stop.producer(), !stop.stopped()), task);
        } else if (done instanceof Done.Excepted excepted) {
            exceptions.remove(excepted.made());
            tasks.put(task, new Done.Readmitted(excepted.made()));
        } else if (done instanceof Done.Readmitted readmitted) {
            exceptions.add(readmitted.made());
            tasks.put(task, new Done.Excepted(readmitted.made()));
        } else {
            exceptions.removeIf(made -> made.task() == undone);
            tasks.put(task, new Done.Final());
        }
    }

    /** What stood on the user-defined list stands there again; what came on it later stays. */
    private void putBack(ModelObject object, Done.Before before) {
        Suspect suspect = suspect(object);
        suspect.decision = before.decision();
        if (before.defined() != null) {
            suspect.defined = before.defined().until().isAfter(now) ? before.defined() : null;
        }
        suspect.enlist(this);
    }

    private void report(String producer, Step.Finding finding) {
        if (finding.removed()) {
            Suspect suspect = objects.get(finding.object());
            Sighting before = suspect == null ? null : suspect.sightings.get(producer);
            if (before != null && before.alive(now)) {
                suspect.sightings.put(producer, before.taken(now));
                suspect.enlist(this);
            }
            return;
        }
        Suspect suspect = suspect(finding.object());
        Integer days = lives.get(finding.object().type());
        suspect.sightings.put(producer, Sighting.reported(suspect.sightings.get(producer), finding, days, now));
        suspect.enlist(this);
    }

    private List<Object> state() {
        return new ArrayList<>(List.of(now, objects, lives, presets, stopped, exceptions, tasks));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Model that && state().equals(that.state());
    }

    @Override
    public int hashCode() {
        return state().hashCode();
    }

    @Override
    public String toString() {
        return state().toString();
    }
}
