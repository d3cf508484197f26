// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** All that is known of one object. */
final class Suspect {

    final Map<String, Sighting> sightings;
    Decision decision;
    Defined defined;

    /** When its place on the virtual analyzer list ends, as its reports have it and with a person's date; or null. */
    private Instant own;

    private Instant due;

    Suspect() {
        sightings = new TreeMap<>();
        decision = Decision.NONE;
    }

    Suspect(Suspect other) {
        sightings = new TreeMap<>(other.sightings);
        decision = other.decision;
        defined = other.defined;
        own = other.own;
        due = other.due;
    }

    /** The highest risk of what counts; 0 if nothing does. */
    int risk(Model model) {
        return counted(model).values().stream().mapToInt(Sighting::risk).max().orElse(0);
    }

    /** Looks again until when it stands. */
    void enlist(Model model) {
        Map<String, Sighting> counted = counted(model);
        boolean dated = counted.values().stream().anyMatch(Sighting::dated);
        own = counted.values().stream()
                .filter(s -> s.dated() == dated)
                .map(Sighting::until)
                .max(Instant::compareTo)
                .orElse(null);
        due = own != null && decision.date() != null && decision.date().isAfter(model.now()) ? decision.date() : own;
    }

    /** Whatever is due ends; what nobody dated ends with the date that somebody gave. */
    void expire(Model model) {
        Instant now = model.now();
        if (due != null && !due.isAfter(now) && !own.isAfter(now)) {
            Instant date = own;
            sightings.replaceAll((producer, s) -> s.endedWith(date, now));
        }
        if (defined != null && !defined.until().isAfter(now)) {
            defined = null;
        }
        if (due != null && !due.isAfter(now)) {
            enlist(model);
        }
    }

    private Map<String, Sighting> counted(Model model) {
        Map<String, Sighting> counted = new TreeMap<>(sightings);
        counted.entrySet()
                .removeIf(s -> model.isStopped(s.getKey()) || !s.getValue().counts(decision.date(), model.now()));
        return counted;
    }

    private java.util.List<Object> state() {
        return java.util.Arrays.asList(sightings, decision, defined, own, due);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Suspect that && state().equals(that.state());
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
