// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Up to where each producer's streams were taken. */
final class Cursors {

    private final JdbcClient jdbc;

    Cursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Moves the cursor behind a batch, in the transaction that writes the batch; an overtaken run writes nothing. */
    void move(CollectRun run, String position, Instant at) {
        boolean mine = jdbc.sql("select collect_attempt = :attempt from product where id = :product for share")
                .param("attempt", run.attempt())
                .param("product", run.productId())
                .query(Boolean.class)
                .single();
        if (!mine) {
            throw new OvertakenException(run.product(), run.attempt());
        }
        if (position != null) {
            put(run, position, at);
        }
    }

    private void put(CollectRun run, String position, Instant at) {
        jdbc.sql("""
                        insert into cursor as c (product_id, stream, position, moved_at)
                        values (:product, :stream, :position, :at::timestamptz)
                        on conflict (product_id, stream) do update
                           set position = excluded.position, moved_at = excluded.moved_at""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("position", position)
                .param("at", at.toString())
                .update();
    }
}
