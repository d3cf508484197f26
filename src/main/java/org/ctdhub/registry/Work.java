// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A decision over objects before it is carried out.
 *
 * @param prepare what has to stand before the first object is looked at, such as the row of an exception. Runs under the
 *     list lock, and may add to the detail
 * @param detail what was decided, in words that can be read back after a crash
 * @param objects the ids of objects that were named one by one; empty: the kind's question finds them
 * @param undoes the task that it takes back, or null
 */
record Work(
        Kind kind,
        Map<String, Object> detail,
        List<Long> objects,
        Actor by,
        Consumer<Map<String, Object>> prepare,
        Long undoes) {

    /** Work over what the kind's own question finds. */
    Work(Kind kind, Map<String, Object> detail, Actor by, Consumer<Map<String, Object>> prepare) {
        this(kind, detail, List.of(), by, prepare, null);
    }

    /** Whether an edge leaves it to its hub; what is on its own user-defined list, and held by its own guard, isn't. */
    boolean isDecidedAtHub() {
        boolean decides =
                kind == Kind.DECIDE && !"user_defined".equals(detail.get("list")) && !detail.containsKey("release");
        return (decides || kind == Kind.PRESET || kind == Kind.UNDO) && by.kind() != Actor.Kind.HUB;
    }

    /** The same, taking back an earlier task. */
    Work undoing(long task) {
        return new Work(kind, detail, objects, by, prepare, task);
    }

    /**
     * What is done with the objects: which they are, and the step that is taken with each 10,000 of them. Both are SQL
     * over the task's row, so that another node can go on where one broke off.
     */
    enum Kind {
        DECIDE(null, "decide(:keys, t.detail, t.actor, :at::timestamptz, t.id)"),
        PRESET("""
                select l.object_id
                  from task t join listed l on l.type = t.detail ->> 'type' and l.present
                       and (l.va_risk = (t.detail ->> 'risk')::int
                            or ((t.detail ->> 'risk')::int = 3 and l.ud_action is not null))
                 where t.id = :task""", "relist(:keys, :at::timestamptz, t.id)"),
        LIFE("""
                select distinct s.object_id
                  from task t
                  join object o on o.type = t.detail ->> 'type'
                  join sighting s on s.object_id = o.id and not s.dated and s.withdrawn_at is null
                 where t.id = :task""", "renew(:keys, :at::timestamptz, t.id)"),
        EXCEPT("""
                select distinct k
                  from task t
                  join exception e on e.id = any(rules_of(t.detail))
                 cross join lateral covered(e) k
                 where t.id = :task""", "relist(:keys, :at::timestamptz, t.id)"),
        READMIT("""
                select distinct h.object_id
                  from task t join exception_hit h on h.exception_id = any(rules_of(t.detail))
                 where t.id = :task""", "let_go(:keys, rules_of(t.detail), :at::timestamptz, t.id)"),
        GUARD("""
                select h.object_id
                  from task t join warning_hit h on h.list_id = (t.detail ->> 'list')::int
                 where t.id = :task
                   and ((t.detail ->> 'all')::boolean
                        or not exists (select from warning_entry e where e.id = h.entry_id))
                union
                select k
                  from task t
                 cross join lateral warned_by((t.detail ->> 'list')::int, (t.detail ->> 'edition')::int) k
                 where t.id = :task""", "guard(:keys, (t.detail ->> 'list')::int, :at::timestamptz, t.id)"),
        EXCEPT_EACH(null, "except_each(:keys, t.actor, t.detail ->> 'notes', :at::timestamptz, t.id)"),
        READMIT_EACH(Sql.UNDONE, "let_each_go(:keys, t.undoes, :at::timestamptz, t.id)"),
        STOP_PRODUCER(Sql.REPORTED, Sql.ENLIST),
        RESUME_PRODUCER(Sql.REPORTED, Sql.ENLIST),
        STOP_CONSUMER(Sql.VIEWED, Sql.REVIEW),
        RESUME_CONSUMER(Sql.VIEWED, Sql.REVIEW),
        SEND_AGAIN(Sql.VIEWED, Sql.REVIEW),
        VIEW("""
                select k
                  from task t
                  join reader r on r.id = (t.detail ->> 'reader')::int
                 cross join lateral differing((t.detail ->> 'before')::int, (t.detail ->> 'after')::int,
                                              case when r.client is null then r.offered else r.asked end) k
                 where t.id = :task""", Sql.REVIEW),
        UNDO(Sql.UNDONE, "put_back(:keys, t.undoes, t.actor, :at::timestamptz, t.id)"),
        REMOVE("""
                select k.object_id
                  from task t join task_object k on k.task_id = t.undoes and k.done
                       and not (k.before ->> 'stood')::boolean
                 where t.id = :task""", "undefine(:keys, :at::timestamptz, t.id)");

        private final String objects;
        private final String step;

        Kind(String objects, String step) {
            this.objects = objects;
            this.step = step;
        }

        /** The question for the ids of the objects, given the task's; null: the detail holds a filter. */
        String objects() {
            return objects;
        }

        /** What is done with some of them, as an expression over the task's row {@code t}. */
        String step() {
            return step;
        }

        /** As it stands in the registry. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class Sql {
        static final String UNDONE = """
                select k.object_id
                  from task t join task_object k on k.task_id = t.undoes and k.done
                 where t.id = :task""";
        static final String REPORTED = """
                select s.object_id
                  from task t
                  join product p on p.name = t.detail ->> 'product'
                  join sighting s on s.product_id = p.id
                 where t.id = :task""";
        static final String ENLIST = "enlist(:keys, :at::timestamptz, t.id)";
        static final String VIEWED = """
                select distinct l.object_id
                  from task t
                  join reader r on r.id = (t.detail ->> 'reader')::int
                  join capability c on c.view_id = r.view_id
                  join listed l on l.type = c.type and l.present
                 where t.id = :task""";
        static final String REVIEW = "review(:keys, (t.detail ->> 'reader')::int, :at::timestamptz, t.id)";
    }
}
