// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Attempts at products that the hub brings something, whatever it is: only the last one counts, and a failed one lets it rest. */
final class Attempts {

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Throws an {@link OvertakenException} if a later attempt at the product has begun; none begins before this transaction ends. */
    void fence(int reader, String product, int attempt) {
        boolean mine = jdbc.sql("select attempt = :attempt from reader where id = :reader for update")
                .param("attempt", attempt)
                .param("reader", reader)
                .query(Boolean.class)
                .single();
        if (!mine) {
            throw new OvertakenException(product, attempt);
        }
    }

    /** The attempt failed: the product is let go, and left alone the longer the more often that happened. */
    void pause(int reader, Pause pause, Instant at) {
        int failures = jdbc.sql("select failures from reader where id = :reader")
                .param("reader", reader)
                .query(Integer.class)
                .single();
        jdbc.sql("""
                        update reader set lease = null, not_before = :until::timestamptz, failures = failures + 1,
                                          last_error = :error, last_error_at = :at::timestamptz
                         where id = :reader""")
                .param("until", pause.until(at, failures).toString())
                .param("error", pause.error())
                .param("at", at.toString())
                .param("reader", reader)
                .update();
    }
}
