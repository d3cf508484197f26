// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ExceptionPattern;
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

    private static final int MOST = Sightings.MOST_AT_ONCE;
    private static final int FEW = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Tasks tasks;
    private final Exceptions exceptions;
    private final Audit audit;
    private final Clock clock;

    public Imports(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Tasks tasks,
            Exceptions exceptions,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.tasks = tasks;
        this.exceptions = exceptions;
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

    /** An exception that a file brought, for the list {@code exceptions}. */
    public record Pattern(long line, ExceptionPattern pattern, String notes) {}

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

    /** Begins a file; {@code list} is user_defined, virtual_analyzer or exceptions. */
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
    public void stage(long task, List<Item> items, List<Pattern> patterns, List<Fault> faults) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            insert into import_pattern (task_id, line, type, pattern, notes)
                            select :task, * from unnest(:lines::bigint[], :types::text[], :patterns::text[], :notes::text[])""")
                    .param("task", task)
                    .param("lines", patterns.stream().map(Pattern::line).toArray(Long[]::new))
                    .param(
                            "types",
                            patterns.stream()
                                    .map(p -> p.pattern().type().word())
                                    .toArray(String[]::new))
                    .param(
                            "patterns",
                            patterns.stream().map(p -> p.pattern().text()).toArray(String[]::new))
                    .param("notes", patterns.stream().map(Pattern::notes).toArray(String[]::new))
                    .update();
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

    /** Puts aside what a file says of both hashes of files: SHA-1 to SHA-256, lower-case hex. */
    public void stage(long task, Map<String, String> pairs) {
        List<Map.Entry<String, String>> all = List.copyOf(pairs.entrySet());
        jdbc.sql("""
                        insert into import_pair (task_id, sha1, sha256)
                        select :task, * from unnest(:sha1s::text[], :sha256s::text[])
                        on conflict do nothing""")
                .param("task", task)
                .param("sha1s", all.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param("sha256s", all.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .update();
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
                                update task set total = (select count(*) from import_line where task_id = :task)
                                                        + (select count(*) from import_pattern where task_id = :task),
                                                detail = detail || '{"staged": true, "taken": 0, "already_there": 0}'
                                 where id = :task""").param("task", task).update();
            }
        });
    }

    /** The file could not be read: nothing of it is taken. */
    public void giveUp(long task, String why) {
        for (String aside : List.of("import_line", "import_pattern", "import_pair")) {
            jdbc.sql("delete from " + aside + " where task_id = :task")
                    .param("task", task)
                    .update();
        }
        jdbc.sql("""
                        update task set state = 'refused', error = :why, ended_at = :at::timestamptz where id = :task""")
                .param("why", why)
                .param("at", clock.instant().toString())
                .param("task", task)
                .update();
    }

    /** Takes the next lines of a file that was read to its end; true while there are more. */
    boolean carryOn(long id) {
        return Retry.onConflict(() -> transaction.execute(status -> {
            Instant at = clock.instant();
            Task task = tasks.lock(id, at);
            return "exceptions".equals(task.detail().get("list")) ? takePatterns(task, at) : takeLines(task, at);
        }));
    }

    /** A file that was read in goes on its list; what another manager had found stands as a product's report. */
    private boolean takeLines(Task task, Instant at) {
        boolean movedIn = "virtual_analyzer".equals(task.detail().get("list"));
        int lines = jdbc.sql("select take_lines(:task, :most, :product::int, :at::timestamptz)")
                .param("task", task.id())
                .param("most", MOST)
                .param("product", movedIn ? movedIn() : null)
                .param("at", at.toString())
                .query(Integer.class)
                .single();
        return lines == MOST || takePairs(task, at);
    }

    /** When all lines are taken, so that whatever waits for the other hash, of this file or another, moves. */
    private boolean takePairs(Task task, Instant at) {
        int pairs = jdbc.sql("select take_pairs(:task, :most, :at::timestamptz)")
                .param("task", task.id())
                .param("most", MOST)
                .param("at", at.toString())
                .query(Integer.class)
                .single();
        if (pairs < MOST) {
            tasks.end(task.id(), at);
        }
        return pairs == MOST;
    }

    /** Exceptions are few, and each is a decision that can be taken back by itself. */
    private boolean takePatterns(Task task, Instant at) {
        List<Map<String, Object>> some =
                jdbc.sql("""
                        delete from import_pattern
                         where task_id = :task
                           and line <= (select max(line) from (select line from import_pattern where task_id = :task
                                                                order by line limit :few) next)
                        returning type, pattern, notes""").param("task", task.id()).param("few", FEW).query().listOfRows();
        int taken = 0;
        for (Map<String, Object> row : some) {
            taken += add(task, row);
        }
        jdbc.sql("""
                        update task set done = done + :some, detail = detail || jsonb_build_object(
                            'taken', (detail ->> 'taken')::int + :taken,
                            'already_there', (detail ->> 'already_there')::int + :some - :taken)
                         where id = :task""")
                .param("some", some.size())
                .param("taken", taken)
                .param("task", task.id())
                .update();
        if (some.size() < FEW) {
            tasks.end(task.id(), at);
        }
        return some.size() == FEW;
    }

    private int add(Task task, Map<String, Object> row) {
        try {
            ExceptionPattern pattern = ExceptionPattern.of(
                    Stored.type(row.get("type").toString()), row.get("pattern").toString());
            if (exceptions.isThere(pattern)) {
                return 0;
            }
            exceptions.add(
                    pattern, (String) row.get("notes"), new Actor(Actor.Kind.valueOf(task.actorKind()), task.actor()));
            return 1;
        } catch (RefusedException e) {
            throw new IllegalStateException("A pattern that was put aside can't be read again.", e);
        }
    }

    private int movedIn() {
        jdbc.sql("insert into product (name, connector) values ('moved-in', 'import') on conflict (name) do nothing")
                .update();
        return jdbc.sql("select id from product where name = 'moved-in'")
                .query(Integer.class)
                .single();
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
