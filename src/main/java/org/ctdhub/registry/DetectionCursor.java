// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Up to where a product's logs of detections were taken; beside the cursors of what it reports as a producer. */
final class DetectionCursor {

    private final JdbcClient jdbc;

    DetectionCursor(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a log is called among the product's streams. */
    static String stream(String log) {
        return log.isEmpty() ? "detections" : "detections " + log;
    }

    /** Moves it in the transaction that writes the detections, and never back; an overtaken run writes nothing. */
    void move(DetectRun run, long position, Instant at) {
        boolean mine = jdbc.sql("select attempt = :attempt from detection_source where product_id = :product for share")
                .param("attempt", run.attempt())
                .param("product", run.productId())
                .query(Boolean.class)
                .single();
        if (!mine) {
            throw new OvertakenException(run.product(), run.attempt());
        }
        jdbc.sql("""
                        insert into cursor as c (product_id, stream, position, moved_at)
                        values (:product, :stream, :position::bigint::text, :at::timestamptz)
                        on conflict (product_id, stream) do update
                           set position = greatest(c.position::bigint, excluded.position::bigint)::text,
                               moved_at = excluded.moved_at""")
                .param("product", run.productId())
                .param("stream", stream(run.stream()))
                .param("position", position)
                .param("at", at.toString())
                .update();
    }
}
