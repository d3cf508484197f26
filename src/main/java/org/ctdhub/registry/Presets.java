// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The scan action that objects of a type and risk get when no person has decided about them. */
@Repository
public class Presets {

    private final JdbcClient jdbc;
    private final Tasks tasks;

    public Presets(JdbcClient jdbc, Tasks tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /**
     * One preset.
     *
     * @param number rises with each change
     */
    public record Preset(ObjectType type, Risk risk, ScanAction action, long number) {}

    /** Fills what is not preset yet, for every type and risk; what stands is left alone. */
    @Transactional
    public void fill(ScanAction action) {
        for (ObjectType type : ObjectType.values()) {
            String allowed = (action.allowedFor(type) ? action : ScanAction.BLOCK).word();
            jdbc.sql("""
                            insert into preset (type, risk, action, seq)
                            select :type, risk, :action, nextval('change_seq')
                              from generate_series(1, 3) risk, lock_list()
                            on conflict do nothing""").param("type", type.word()).param("action", allowed).update();
        }
    }

    /** Every preset, by type and risk. */
    public List<Preset> all() {
        return jdbc.sql("select type, risk, action, seq from preset order by type, risk")
                .query((row, n) -> new Preset(
                        Stored.type(row.getString("type")),
                        Stored.risk(row),
                        ScanAction.of(row.getString("action")),
                        row.getLong("seq")))
                .list();
    }

    /** Presets an action for existing and future objects. Throws {@link ImpossibleException} where the pair can't be. */
    public Task set(ObjectType type, Risk risk, ScanAction action, Actor by) {
        return tasks.start(work(type, risk, action, by));
    }

    /** What that would do. */
    public Effect preview(ObjectType type, Risk risk, ScanAction action, Actor by) {
        return tasks.preview(work(type, risk, action, by));
    }

    Work work(ObjectType type, Risk risk, ScanAction action, Actor by) {
        Impossible.check(type, action);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", type.word());
        detail.put("risk", risk.number());
        detail.put("action", action.word());
        return new Work(Work.Kind.PRESET, detail, by, this::write);
    }

    /**
     * Does as the hub does, if it says something new.
     *
     * @param always whatever its number
     */
    void follow(LinkRecord told, boolean always) {
        if (told.action() == null || told.risk() == null || (!always && !isNew(told))) {
            return;
        }
        if (all().stream()
                .noneMatch(p -> p.type() == told.type() && p.risk() == told.risk() && p.action() == told.action())) {
            tasks.start(work(told.type(), told.risk(), told.action(), Actor.HUB));
        }
        jdbc.sql("update preset set origin = :hub, origin_seq = :number where type = :type and risk = :risk")
                .params(columns(told))
                .update();
    }

    private boolean isNew(LinkRecord told) {
        return jdbc.sql("""
                        select origin is distinct from :hub or origin_seq < :number from preset
                         where type = :type and risk = :risk""").params(columns(told)).query(Boolean.class).single();
    }

    private static Map<String, Object> columns(LinkRecord told) {
        return Map.of(
                "hub", told.origin(),
                "number", told.originNumber(),
                "type", told.type().word(),
                "risk", told.risk().number());
    }

    private void write(Map<String, Object> detail) {
        detail.put(
                "before",
                jdbc.sql("select action from preset where type = :type and risk = :risk")
                        .params(detail)
                        .query(String.class)
                        .single());
        jdbc.sql("""
                        update preset set action = :action, seq = nextval('change_seq'), origin = null, origin_seq = null
                         where type = :type and risk = :risk and action <> :action""").params(detail).update();
    }
}
