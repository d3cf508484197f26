// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Compares the list before and after a decision, within its transaction. */
@Repository
class Effects {

    private final JdbcClient jdbc;

    Effects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers, until the transaction ends, how these objects stand. */
    void remember(List<Long> keys) {
        jdbc.sql("""
                        create temporary table before on commit drop as
                        select * from gets(:keys)""").param("keys", keys.toArray(Long[]::new)).update();
    }

    /** What became of them since. */
    Part compare(List<Long> keys, long task) {
        Long[] ids = keys.toArray(Long[]::new);
        long changes = jdbc.sql("select count(*) from task_object where task_id = :task and seq is not null")
                .param("task", task)
                .query(Long.class)
                .single();
        List<Effect.AtProduct> products = jdbc.sql(COMPARE)
                .param("keys", ids)
                .query((row, n) -> new Effect.AtProduct(
                        row.getString("name"), row.getLong("added"), row.getLong("withdrawn"), row.getLong("changed")))
                .list();
        long unheard = jdbc.sql("select count(*) from unheard(:keys)")
                .param("keys", ids)
                .query(Long.class)
                .single();
        return new Part(changes, products, unheard);
    }

    /** The effect on some of a decision's objects. */
    record Part(long changes, List<Effect.AtProduct> products, long unheard) {}

    /** Adds parts up. */
    static final class Sum {

        private final long objects;
        private long changes;
        private long unheard;
        private final Map<String, Effect.AtProduct> products = new TreeMap<>();

        Sum(long objects) {
            this.objects = objects;
        }

        void add(Part part) {
            changes += part.changes();
            unheard += part.unheard();
            part.products().forEach(p -> products.merge(p.product(), p, Sum::plus));
        }

        Effect effect() {
            return new Effect(objects, changes, new ArrayList<>(products.values()), unheard);
        }

        private static Effect.AtProduct plus(Effect.AtProduct a, Effect.AtProduct b) {
            return new Effect.AtProduct(
                    a.product(), a.added() + b.added(), a.withdrawn() + b.withdrawn(), a.changed() + b.changed());
        }
    }

    private static final String COMPARE = """
            select coalesce(p.name, r.name) as name,
                   count(*) filter (where t.given is null) as added,
                   count(*) filter (where n.given is null) as withdrawn,
                   count(*) filter (where t.given <> n.given) as changed
              from gets(:keys) n
              full join before t on t.reader_id = n.reader_id and t.object_id = n.object_id
              join reader r on r.id = coalesce(n.reader_id, t.reader_id)
              left join product p on p.id = r.product_id
             where n.given is distinct from t.given
             group by 1 order by 1""";
}
