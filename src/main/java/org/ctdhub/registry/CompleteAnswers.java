// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last complete answers of producers that always bring their whole list: what they held, and what a new one lacks. */
final class CompleteAnswers {

    /** As many as a manifest may ask for. */
    private static final int KEPT = 10;

    private final JdbcClient jdbc;

    CompleteAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How an answer stands to the one before.
     *
     * @param objects how many objects it holds
     * @param before how many that one held
     * @param lost how many of those it lacks that are on the list; what an exception took off is no loss
     */
    record Compared(int objects, int before, int lost) {}

    /** Compares the answer of this run with the last one; without one, with all that the producer has on the list. */
    Compared compare(CollectRun run) {
        return jdbc.sql("""
                        with last as (
                            select attempt, objects from complete_answer
                             where product_id = :product and stream = :stream and attempt < :run
                             order by attempt desc limit 1
                        ), now as (
                            select count(*) filter (where s.snapshot = :run) as objects,
                                   count(*) filter (where coalesce(s.snapshot, 0) < :run and l.present
                                     and coalesce(s.snapshot, 0) >= coalesce((select attempt from last), 0)) as lost
                              from sighting s left join listed l using (object_id)
                             where s.product_id = :product and s.stream = :stream and s.withdrawn_at is null and not s.echo
                        )
                        select objects, lost, coalesce((select objects from last), objects + lost) as before from now""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("run", run.attempt())
                .query((row, n) -> new Compared(row.getInt("objects"), row.getInt("before"), row.getInt("lost")))
                .single();
    }

    /** Keeps that this run brought a complete answer. */
    void keep(CollectRun run, int objects) {
        jdbc.sql("""
                        insert into complete_answer (product_id, stream, attempt, objects)
                        values (:product, :stream, :run, :objects) on conflict do nothing""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("run", run.attempt())
                .param("objects", objects)
                .update();
        jdbc.sql("""
                        delete from complete_answer
                         where product_id = :product and stream = :stream and attempt <= (
                               select attempt from complete_answer where product_id = :product and stream = :stream
                                order by attempt desc offset :kept limit 1)""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("kept", KEPT)
                .update();
    }

    /** The run before which an object was last held that is to be withdrawn now; empty: too few answers for any. */
    Optional<Long> since(CollectRun run) {
        return jdbc.sql("""
                        select attempt from complete_answer
                         where product_id = :product and stream = :stream and attempt <= :run
                         order by attempt desc
                        offset (select missing_answers - 1 from product where id = :product) limit 1""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("run", run.attempt())
                .query(Long.class)
                .optional();
    }
}
