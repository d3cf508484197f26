// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.Reduction;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What each reader may receive. Readers with equal rows, switches and limits share one view, so that a limited list is
 * ranked once for all of them; a reader whose row changes goes to another view, and is told exactly the difference.
 */
@Repository
public class Views {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Tasks tasks;

    public Views(JdbcClient jdbc, TransactionTemplate transaction, Tasks tasks) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.tasks = tasks;
    }

    /** Has a reader see the log through this row from now on. Answers the task that tells it the difference, if any. */
    Optional<Task> give(int reader, CapabilityRow row) {
        return transaction.execute(status -> {
            jdbc.sql("select lock_list()").query(rs -> {});
            int wanted = of(row);
            Integer now = viewOf(reader);
            if (Integer.valueOf(wanted).equals(now)) {
                return Optional.empty();
            }
            if (now == null || !wasToldAnything(reader)) {
                move(reader, wanted);
                return Optional.empty();
            }
            return Optional.of(tasks.start(difference(reader, now, wanted)));
        });
    }

    private Work difference(int reader, int before, int after) {
        Map<String, Object> detail = new HashMap<>(Map.of("reader", reader, "before", before, "after", after));
        return new Work(Work.Kind.VIEW, detail, Actor.HUB, d -> move(reader, after));
    }

    private void move(int reader, int view) {
        jdbc.sql("update reader set view_id = :view where id = :reader")
                .param("view", view)
                .param("reader", reader)
                .update();
    }

    /** An object as a product is given it. */
    public record Given(String type, String value, String action) {}

    /** All that a product with this row is given now, by type and value. */
    public List<Given> given(CapabilityRow row) {
        return transaction.execute(status -> {
            jdbc.sql("select lock_list()").query(rs -> {});
            return jdbc.sql("""
                            select o.type, o.value, c.given
                              from capability c
                              join listed l on l.type = c.type and l.present
                               and c.wanted = case when c.user_defined and l.ud_action is not null then l.ud_action
                                                   else l.va_action end
                              join object o on o.id = l.object_id
                              left join view_limit x on x.view_id = c.view_id and x.type = c.type
                              left join member m on m.view_id = x.view_id and m.object_id = l.object_id
                             where c.view_id = :view and c.given is not null and not c.needs_sha256
                               and (x.view_id is null or m.present)
                             order by o.type, o.value""")
                    .param("view", of(row))
                    .query((found, n) ->
                            new Given(found.getString("type"), found.getString("value"), found.getString("given")))
                    .list();
        });
    }

    private Integer viewOf(int reader) {
        return jdbc.sql("select view_id from reader where id = :reader")
                .param("reader", reader)
                .query((row, n) -> row.getObject("view_id", Integer.class))
                .list()
                .get(0);
    }

    private boolean wasToldAnything(int reader) {
        return jdbc.sql("select greatest(asked, offered, watermark) > 0 from reader where id = :reader")
                .param("reader", reader)
                .query(Boolean.class)
                .single();
    }

    /** The view that gives what the row says; made, and filled with whom it has room for, if there is none yet. */
    private int of(CapabilityRow row) {
        String definition = definition(row);
        return jdbc.sql("select id from view where definition = :definition")
                .param("definition", definition)
                .query(Integer.class)
                .optional()
                .orElseGet(() -> make(definition, row));
    }

    private int make(String definition, CapabilityRow row) {
        int view = jdbc.sql("insert into view (definition) values (:definition) returning id")
                .param("definition", definition)
                .query(Integer.class)
                .single();
        row.reductions().stream()
                .filter(reduction -> row.types().containsKey(reduction.type()))
                .forEach(reduction -> write(view, row, reduction));
        if (row.limit() != Integer.MAX_VALUE) {
            row.types().keySet().stream().sorted().forEach(type -> limit(view, type, row.limit()));
        }
        return view;
    }

    private void write(int view, CapabilityRow row, Reduction reduction) {
        jdbc.sql("""
                        insert into capability (view_id, type, wanted, given, needs_sha256, user_defined)
                        values (:view, :type, :wanted, :given, :needs, :honours)""")
                .param("view", view)
                .param("type", reduction.type().word())
                .param("wanted", reduction.wanted().word())
                .param("given", reduction.given().map(ScanAction::word).orElse(null))
                .param("needs", row.needsSha256(reduction.type()))
                .param("honours", row.userDefined().contains(reduction.type()))
                .update();
    }

    private void limit(int view, ObjectType type, int most) {
        jdbc.sql("insert into view_limit (view_id, type, most, over) values (:view, :type, :most, true)")
                .param("view", view)
                .param("type", type.word())
                .param("most", most)
                .update();
        jdbc.sql("""
                        select keep_members_of(x, '{}', 0)
                          from view_limit x where x.view_id = :view and x.type = :type""").param("view", view).param("type", type.word()).query(rs -> {});
    }

    /** All that decides what a reader gets, one line a type and action: two rows that say the same share a view. */
    private static String definition(CapabilityRow row) {
        String actions = row.reductions().stream()
                .filter(reduction -> row.types().containsKey(reduction.type()))
                .map(reduction -> line(row, reduction))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining("\n"));
        return row.limit() == Integer.MAX_VALUE ? actions : actions + "\nat most " + row.limit() + " of a type";
    }

    private static String line(CapabilityRow row, Reduction reduction) {
        ObjectType type = reduction.type();
        return type.word() + " " + reduction.wanted().word() + " > "
                + reduction.given().map(ScanAction::word).orElse("nothing")
                + (row.needsSha256(type) ? ", by SHA-256" : "")
                + (row.userDefined().contains(type) ? ", user-defined" : "");
    }
}
