// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What people decide about objects: scan action, expiry, hold. */
@Repository
public class Decisions {

    private final JdbcClient jdbc;
    private final Tasks tasks;

    public Decisions(JdbcClient jdbc, Tasks tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /**
     * The objects that are decided about: by name, or all that a filter finds.
     *
     * @param filter null: the objects are named
     */
    public record Selection(List<SuspiciousObject> objects, Filter filter) {}

    /**
     * What is decided; what isn't named stays as it is.
     *
     * @param setsAction whether the action is part of the decision
     * @param action null takes an earlier decision back: the preset counts again
     * @param setsExpiry whether the date is part of it
     * @param expiresAt {@link Instant#MAX}: never; a date that is past: now; null takes an earlier decision back
     * @param hold true takes them off the list until further notice, false ends that; null: not part of it
     * @param list on which list action and date are set; null: on both
     */
    public record Decision(
            boolean setsAction, ScanAction action, boolean setsExpiry, Instant expiresAt, Boolean hold, String list) {}

    /**
     * Carries a decision out. Throws {@link ImpossibleException} if it can't be decided so, or if an object that was
     * named isn't known.
     */
    public Task decide(Selection selection, Decision decision, Actor by) {
        return tasks.start(work(selection, decision, by));
    }

    /** What it would do. */
    public Effect preview(Selection selection, Decision decision, Actor by) {
        return tasks.preview(work(selection, decision, by));
    }

    /** Lets go what warning lists hold of the selected objects, and nothing else; an edge's guard is its own affair. */
    public Task release(Selection selection, Actor by) {
        return tasks.start(releasing(selection, by));
    }

    /** What that would do. */
    public Effect previewRelease(Selection selection, Actor by) {
        return tasks.preview(releasing(selection, by));
    }

    /** Makes an exception for each selected object. */
    public Task except(Selection selection, String notes, Actor by) {
        return tasks.start(excepting(selection, notes, by));
    }

    /** What that would do. */
    public Effect previewExcept(Selection selection, String notes, Actor by) {
        return tasks.preview(excepting(selection, notes, by));
    }

    private Work work(Selection selection, Decision decision, Actor by) {
        check(selection, decision);
        return over(selection, Work.Kind.DECIDE, detail(decision), by);
    }

    private Work releasing(Selection selection, Actor by) {
        return over(selection, Work.Kind.DECIDE, new LinkedHashMap<>(Map.of("release", true)), by);
    }

    private Work excepting(Selection selection, String notes, Actor by) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("notes", notes);
        return over(selection, Work.Kind.EXCEPT_EACH, detail, by);
    }

    private Work over(Selection selection, Work.Kind kind, Map<String, Object> detail, Actor by) {
        List<Long> objects = List.of();
        if (selection.filter() == null) {
            objects = known(selection.objects());
        } else {
            detail.put("filter", selection.filter().toMap());
        }
        return new Work(kind, detail, objects, by, d -> {}, null);
    }

    private static Map<String, Object> detail(Decision decision) {
        Map<String, Object> detail = new LinkedHashMap<>();
        if (decision.setsAction()) {
            detail.put(
                    "action",
                    decision.action() == null ? null : decision.action().word());
        }
        if (decision.setsExpiry()) {
            detail.put("expires_at", decision.expiresAt() == null ? null : Stored.text(decision.expiresAt()));
        }
        if (decision.hold() != null) {
            detail.put("hold", decision.hold());
        }
        if (decision.list() != null) {
            detail.put("list", decision.list());
        }
        return detail;
    }

    private static void check(Selection selection, Decision decision) {
        if (!decision.setsAction() && !decision.setsExpiry() && decision.hold() == null) {
            throw new ImpossibleException("Nothing is decided. Name an action, expiresAt or hold.");
        }
        if (decision.action() != ScanAction.QUARANTINE) {
            return;
        }
        if (selection.filter() != null) {
            quarantinable(Stored.type(selection.filter().type()));
        } else {
            selection.objects().forEach(object -> quarantinable(object.type()));
        }
    }

    private static void quarantinable(ObjectType type) {
        if (type == null) {
            throw new ImpossibleException(
                    "Only files can be quarantined, and the selection may hold others. Select one type of file.");
        }
        Impossible.check(type, ScanAction.QUARANTINE);
    }

    private List<Long> known(List<SuspiciousObject> objects) {
        if (objects.isEmpty()) {
            throw new ImpossibleException("No object is selected. Name objects, or give a filter.");
        }
        if (objects.size() > Sightings.MOST_AT_ONCE) {
            throw new ImpossibleException("More than " + Sightings.MOST_AT_ONCE
                    + " objects are named. Select them by a filter, or in several calls.");
        }
        Map<String, Long> ids = new LinkedHashMap<>();
        jdbc.sql("""
                        select o.type || ' ' || o.value, o.id
                          from unnest(:types::text[], :values::text[]) as g(type, value)
                          join object o on o.type = g.type and o.digest = sha256(convert_to(g.value, 'UTF8'))""")
                .param("types", objects.stream().map(o -> o.type().word()).toArray(String[]::new))
                .param("values", objects.stream().map(SuspiciousObject::value).toArray(String[]::new))
                .query(row -> {
                    ids.put(row.getString(1), row.getLong(2));
                });
        List<Long> found = new ArrayList<>();
        for (SuspiciousObject object : new LinkedHashSet<>(objects)) {
            Long id = ids.get(object.type().word() + " " + object.value());
            if (id == null) {
                throw new ImpossibleException("The " + object.type().word() + " \"" + object.value()
                        + "\" is not known to this hub: nobody reported it, and it is on no list. Add it as a"
                        + " user-defined object instead.");
            }
            found.add(id);
        }
        return found;
    }
}
