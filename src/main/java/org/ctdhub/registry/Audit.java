// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who decided what, when, and what stood before. */
@Repository
public class Audit {

    private final JdbcClient jdbc;
    private final Clock clock;

    public Audit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Writes a line in the caller's transaction. */
    public void record(Actor actor, String action, String subject, Object before, Object after) {
        jdbc.sql("""
                        insert into audit (at, actor, actor_kind, action, subject, before, after)
                        values (:at::timestamptz, :actor, :kind, :action, :subject, :before::jsonb, :after::jsonb)""")
                .param("at", clock.instant().toString())
                .param("actor", actor.name())
                .param("kind", actor.kind().name().toLowerCase(Locale.ROOT))
                .param("action", action)
                .param("subject", subject)
                .param("before", Json.text(before))
                .param("after", Json.text(after))
                .update();
    }
}
