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

    /**
     * What a product sent by itself, as part of the last reading that began: a snapshot that is under way may have asked
     * before the product sent it, and must not withdraw it; the next one may. No reading begins before this transaction ends.
     */
    CollectRun join(CollectRun sent) {
        return jdbc.sql("select id, collect_attempt from product where name = :product for no key update")
                .param("product", sent.product())
                .query((row, n) -> new CollectRun(
                        row.getInt("id"),
                        sent.product(),
                        sent.stream(),
                        row.getInt("collect_attempt"),
                        null,
                        false,
                        null))
                .single();
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
