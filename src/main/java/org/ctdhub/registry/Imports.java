// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Files of objects that are read in: what can be read is put aside until the whole file was, then goes on the list in
 * chunks, so that a file that breaks off changes nothing, and a crash in the middle is gone on from.
 */
@Repository
public class Imports {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public Imports(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * One object that a file brought.
     *
     * @param line where it stands
     * @param action null: as preset
     * @param expiresAt {@link Instant#MAX}: never; null: as the type's default, on the virtual analyzer list only
     */
    public record Item(
            long line, SuspiciousObject object, ScanAction action, Risk risk, Instant expiresAt, String notes) {}

    /** A line that can't be taken, and why. */
    public record Fault(long line, String reason, String message, String text) {}

    /**
     * What became of a file.
     *
     * @param taken objects that are new on the list, or changed there
     * @param alreadyThere objects that stood there just so, or twice in the file
     * @param refused lines that could not be taken
     */
    public record Report(Task task, long taken, long alreadyThere, long refused, List<Fault> faults) {}

    /** Begins a file; {@code list} is user_defined or virtual_analyzer. */
    public long begin(String list, String format, boolean allOrNothing, Actor by) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("list", list);
        detail.put("format", format);
        detail.put("mode", allOrNothing ? "all" : "each");
        return transaction.execute(status -> {
            long id = jdbc.sql("""
                            insert into task (kind, detail, actor_kind, actor, created_at)
                            values ('import', :detail::jsonb, :kind, :actor, :at::timestamptz) returning id""")
                    .param("detail", Json.text(detail))
                    .param("kind", by.kind().toString())
                    .param("actor", by.name())
                    .param("at", clock.instant().toString())
                    .query(Long.class)
                    .single();
            audit.record(by, "import", "task/" + id, null, detail);
            return id;
        });
    }

    /** Puts some of a file's lines aside. */
    public void stage(long task, List<Item> items, List<Fault> faults) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            insert into import_line (task_id, line, type, value, host, addr, action, risk, expires_at, notes)
                            select :task, * from unnest(:lines::bigint[], :types::text[], :values::text[], :hosts::text[],
                                                        :addresses::inet[], :actions::text[], :risks::int[],
                                                        :dates::timestamptz[], :notes::text[])
                            on conflict do nothing""")
                    .param("task", task)
                    .param("lines", items.stream().map(Item::line).toArray(Long[]::new))
                    .param("types", texts(items, i -> i.object().type().word()))
                    .param("values", texts(items, i -> i.object().value()))
                    .param("hosts", texts(items, i -> MatchKey.host(i.object())))
                    .param("addresses", texts(items, i -> MatchKey.address(i.object())))
                    .param(
                            "actions",
                            texts(
                                    items,
                                    i -> i.action() == null ? null : i.action().word()))
                    .param(
                            "risks",
                            items.stream()
                                    .map(i -> i.risk() == null ? null : i.risk().number())
                                    .toArray(Integer[]::new))
                    .param("dates", texts(items, i -> i.expiresAt() == null ? null : Stored.text(i.expiresAt())))
                    .param("notes", texts(items, Item::notes))
                    .update();
            jdbc.sql("""
                            insert into import_fault (task_id, line, reason, message, text)
                            select :task, * from unnest(:lines::bigint[], :reasons::text[], :messages::text[], :texts::text[])""")
                    .param("task", task)
                    .param("lines", faults.stream().map(Fault::line).toArray(Long[]::new))
                    .param("reasons", faults.stream().map(Fault::reason).toArray(String[]::new))
                    .param("messages", faults.stream().map(Fault::message).toArray(String[]::new))
                    .param("texts", faults.stream().map(Fault::text).toArray(String[]::new))
                    .update();
        });
    }

    private static String[] texts(List<Item> items, Function<Item, String> part) {
        return items.stream().map(part).toArray(String[]::new);
    }

    /** The file was read to its end: what was put aside goes on the list from now on, or none of it does. */
    public void staged(long task) {
        transaction.executeWithoutResult(status -> {
            boolean refused =
                    jdbc.sql("""
                            select detail ->> 'mode' = 'all' and exists (select from import_fault where task_id = :task)
                              from task where id = :task""").param("task", task).query(Boolean.class).single();
            if (refused) {
                giveUp(task, "Lines could not be taken, so nothing was. Correct them, or import each line by itself.");
            } else {
                jdbc.sql("""
                                update task set total = (select count(*) from import_line where task_id = :task),
                                                detail = detail || '{"staged": true, "taken": 0, "already_there": 0}'
                                 where id = :task""").param("task", task).update();
            }
        });
    }

    /** The file could not be read: nothing of it is taken. */
    public void giveUp(long task, String why) {
        jdbc.sql("delete from import_line where task_id = :task")
                .param("task", task)
                .update();
        jdbc.sql("""
                        update task set state = 'refused', error = :why, ended_at = :at::timestamptz where id = :task""")
                .param("why", why)
                .param("at", clock.instant().toString())
                .param("task", task)
                .update();
    }

    /** The report on a file, with its first faults behind a line. */
    public Optional<Report> report(long task, long after, int most) {
        return jdbc.sql("select * from task where id = :task and kind = 'import'")
                .param("task", task)
                .query(Tasks::task)
                .optional()
                .map(t -> new Report(
                        t,
                        number(t.detail().get("taken")),
                        number(t.detail().get("already_there")),
                        jdbc.sql("select count(*) from import_fault where task_id = :task")
                                .param("task", task)
                                .query(Long.class)
                                .single(),
                        faults(task, after, most)));
    }

    private static long number(Object count) {
        return count instanceof Number n ? n.longValue() : 0;
    }

    private List<Fault> faults(long task, long after, int most) {
        return jdbc.sql("""
                        select line, reason, message, text from import_fault
                         where task_id = :task and line > :after order by line limit :most""")
                .param("task", task)
                .param("after", after)
                .param("most", most)
                .query((row, n) -> new Fault(
                        row.getLong("line"), row.getString("reason"), row.getString("message"), row.getString("text")))
                .list();
    }
}
