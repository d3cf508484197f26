// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What became of objects that programs handed in, for a week. */
@Repository
public class Submissions {

    private final JdbcClient jdbc;

    public Submissions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps an answer, as it was given. */
    public void keep(UUID id, Instant at, Map<String, Object> status) {
        jdbc.sql("insert into submission (id, at, status) values (:id, :at::timestamptz, :status::jsonb)")
                .param("id", id)
                .param("at", at.toString())
                .param("status", Json.text(status))
                .update();
    }

    /** The answer that was given then. */
    public Optional<Map<String, Object>> find(UUID id) {
        return jdbc.sql("select status::text from submission where id = :id")
                .param("id", id)
                .query((row, n) -> Json.map(row.getString(1)))
                .optional();
    }
}
