// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries decisions over objects out: up to 10,000 objects in the transaction of the decision itself, more in chunks, by
 * whichever node comes by. What is left to do stands in the registry, so that a crash loses nothing and repeats nothing.
 */
@Repository
public class Tasks {

    private static final int MOST = Sightings.MOST_AT_ONCE;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Effects effects;
    private final Audit audit;
    private final Clock clock;

    public Tasks(JdbcClient jdbc, TransactionTemplate transaction, Effects effects, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.effects = effects;
        this.audit = audit;
        this.clock = clock;
    }

    /** Begins a decision, and ends it if it is about 10,000 objects or fewer. */
    Task start(Work work) {
        return Retry.onConflict(() -> transaction.execute(status -> {
            Instant at = clock.instant();
            List<Long> selected = selected(work, MOST + 1);
            long id = enter(work, at);
            List<Long> keys = work.kind().objects() == null ? selected : objects(work.kind(), id, MOST + 1);
            if (keys.size() <= MOST) {
                claimed(id, keys);
                step(work.kind(), id, keys, at);
                end(id, at);
            }
            audit.record(work.by(), work.kind().word(), "task/" + id, null, work.detail());
            return get(id);
        }));
    }

    /** What a decision would do. Nothing of it stays. */
    Effect preview(Work work) {
        List<Long> all = transaction.execute(status -> {
            status.setRollbackOnly();
            long id = enter(work, clock.instant());
            return work.kind().objects() == null
                    ? selected(work, Integer.MAX_VALUE)
                    : objects(work.kind(), id, Integer.MAX_VALUE);
        });
        Effects.Sum sum = new Effects.Sum(all.size());
        for (int from = 0; from < all.size(); from += MOST) {
            List<Long> some = all.subList(from, Math.min(from + MOST, all.size()));
            Retry.onConflict(() -> transaction.executeWithoutResult(status -> {
                status.setRollbackOnly();
                Instant at = clock.instant();
                lock(work);
                effects.remember(some); // first, because what is decided may say whether a reader gets anything at all
                long id = enter(work, at);
                claimed(id, some);
                step(work.kind(), id, some, at);
                sum.add(effects.compare(some, id));
            }));
        }
        return sum.effect();
    }

    /** The tasks that nobody is at work on; takes them. */
    public List<Long> claimDue() {
        return jdbc.sql("""
                        update task set lease = :at::timestamptz + :lease::interval, holder = node(), attempt = attempt + 1
                         where id in (select id from task
                                       where state = 'running' and (kind <> 'import' or detail ->> 'staged' is not null)
                                         and coalesce(lease, '-infinity') <= :at::timestamptz
                                         for update skip locked)
                        returning id""")
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query(Long.class)
                .list();
    }

    /** Takes a claimed task's next step; true while there is more to do. */
    public boolean carryOn(long id) {
        return Retry.onConflict(() -> transaction.execute(status -> {
            Instant at = clock.instant();
            Task task = lock(id, at);
            Work.Kind kind = Work.Kind.valueOf(task.kind().toUpperCase(Locale.ROOT));
            if (task.total() == 0) {
                gather(kind, task);
                return true;
            }
            List<Long> keys = waiting(id);
            step(kind, id, keys, at);
            if (keys.size() < MOST) {
                end(id, at);
            }
            return keys.size() == MOST;
        }));
    }

    /** A step failed: what it had begun was taken back, and it is tried again soon. */
    public void brokeOff(long id, String error) {
        LOG.warn("Task {} broke off, and is gone on with soon: {}", id, error);
        jdbc.sql("update task set error = :error, lease = :again::timestamptz where id = :id")
                .param("error", error)
                .param("again", clock.instant().plus(AGAIN).toString())
                .param("id", id)
                .update();
    }

    /** A task by its number. */
    public Optional<Task> find(long id) {
        return jdbc.sql("select * from task where id = :id")
                .param("id", id)
                .query(Tasks::task)
                .optional();
    }

    /** The latest tasks, newest first. */
    public List<Task> latest(int most) {
        return jdbc.sql("select * from task order by id desc limit :most")
                .param("most", most)
                .query(Tasks::task)
                .list();
    }

    private long enter(Work work, Instant at) {
        lock(work);
        refuseAtEdge(work);
        work.prepare().accept(work.detail());
        return jdbc.sql("""
                        insert into task (kind, detail, actor_kind, actor, created_at, undoes)
                        values (:kind, :detail::jsonb, :actorKind, :actor, :at::timestamptz, :undoes) returning id""")
                .param("kind", work.kind().word())
                .param("detail", Json.text(work.detail()))
                .param("actorKind", work.by().kind().toString())
                .param("actor", work.by().name())
                .param("at", at.toString())
                .param("undoes", work.undoes())
                .query(Long.class)
                .single();
    }

    private void refuseAtEdge(Work work) {
        if (work.isDecidedAtHub()) {
            jdbc.sql("select hub_url from federation where role = 'edge'")
                    .query(String.class)
                    .optional()
                    .ifPresent(hub -> {
                        throw new Conflict(
                                "This manager is an edge: actions, dates, holds and presets are decided at its"
                                        + " hub, " + hub + ". Change it there.");
                    });
        }
    }

    private void lock(Work work) {
        if (work.kind() == Work.Kind.LIFE) {
            jdbc.sql("select change_lives()").query(rs -> {});
        }
        jdbc.sql("select lock_list()").query(rs -> {});
    }

    /** Named one by one or found by a filter, which needs no lock; nothing for a kind that finds its objects itself. */
    private List<Long> selected(Work work, int most) {
        if (work.kind().objects() != null || !work.objects().isEmpty()) {
            return work.objects();
        }
        Map<String, Object> parameters = new HashMap<>(Map.of("most", most));
        return jdbc.sql("select id from (" + selection(work.detail(), parameters) + ") k(id) limit :most")
                .params(parameters)
                .query(Long.class)
                .list();
    }

    private List<Long> objects(Work.Kind kind, long id, int most) {
        return jdbc.sql("select id from (" + kind.objects() + ") k(id) limit :most")
                .param("task", id)
                .param("most", most)
                .query(Long.class)
                .list();
    }

    private static String selection(Map<String, Object> detail, Map<String, Object> parameters) {
        return "select o.id from object o left join listed l on l.object_id = o.id where "
                + Filter.of((Map<?, ?>) detail.get("filter")).where(parameters);
    }

    private void claimed(long id, List<Long> keys) {
        jdbc.sql("insert into task_object (task_id, object_id) select :id, k from unnest(:keys) k")
                .param("id", id)
                .param("keys", keys.toArray(Long[]::new))
                .update();
        jdbc.sql("update task set total = :total where id = :id")
                .param("total", keys.size())
                .param("id", id)
                .update();
    }

    /** Outside of the list lock: what is reported from now on finds the decision by itself. */
    private void gather(Work.Kind kind, Task task) {
        Map<String, Object> parameters = new HashMap<>(Map.of("task", task.id()));
        int total = jdbc.sql("insert into task_object (task_id, object_id) select distinct :task::bigint, k.id from ("
                        + (kind.objects() == null ? selection(task.detail(), parameters) : kind.objects())
                        + ") k(id)")
                .params(parameters)
                .update();
        // at least one step is taken, so that a task about nothing comes to its end as well
        jdbc.sql("update task set total = greatest(:total, 1) where id = :task")
                .param("total", total)
                .param("task", task.id())
                .update();
    }

    private List<Long> waiting(long id) {
        return jdbc.sql("""
                        select object_id from task_object where task_id = :id and not done order by object_id limit :most""")
                .param("id", id)
                .param("most", MOST)
                .query(Long.class)
                .list();
    }

    private void step(Work.Kind kind, long id, List<Long> keys, Instant at) {
        if (keys.isEmpty()) {
            return;
        }
        Long[] ids = keys.stream().sorted().toArray(Long[]::new);
        jdbc.sql("select " + kind.step() + " from task t where t.id = :task")
                .params(Map.of("keys", ids, "at", at.toString(), "task", id))
                .query(rs -> {});
        jdbc.sql("update task_object set done = true where task_id = :task and object_id = any(:keys)")
                .param("task", id)
                .param("keys", ids)
                .update();
        jdbc.sql("update task set done = done + :some where id = :task")
                .param("some", ids.length)
                .param("task", id)
                .update();
    }

    void end(long id, Instant at) {
        jdbc.sql(
                        "update task set state = 'done', ended_at = :at::timestamptz, lease = null, error = null where id = :id")
                .param("at", at.toString())
                .param("id", id)
                .update();
    }

    /** Takes a claimed task in hand for its next step. */
    Task lock(long id, Instant at) {
        return jdbc.sql("""
                        update task set lease = :at::timestamptz + :lease::interval, holder = node()
                         where id = :id and state = 'running' returning *""")
                .param("at", at.toString())
                .param("lease", LEASE.toString())
                .param("id", id)
                .query(Tasks::task)
                .single();
    }

    private Task get(long id) {
        return find(id).orElseThrow();
    }

    static Task task(ResultSet row, int n) throws SQLException {
        return new Task(
                row.getLong("id"),
                row.getString("kind"),
                Json.map(row.getString("detail")),
                row.getString("state"),
                row.getLong("total"),
                row.getLong("done"),
                row.getObject("undoes", Long.class),
                row.getString("actor_kind").toUpperCase(Locale.ROOT),
                row.getString("actor"),
                Stored.instant(row, "created_at"),
                Stored.instant(row, "ended_at"),
                row.getString("error"));
    }
}
