// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who changed what, and how it stood before and after. The database refuses to rewrite it. */
@Repository
public class Audit {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Clock clock;

    public Audit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Notes a change, in the transaction that makes it: neither stands without the other.
     *
     * @param action such as {@code account.create}
     * @param subject what was changed, such as {@code account/alice}
     * @param before how it stood, as anything that JSON can show, without a secret; null: it wasn't there
     * @param after how it stands now; null: it is gone
     */
    public void record(Actor actor, String action, String subject, Object before, Object after) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A change is noted in the transaction that makes it, or not at all.");
        }
        jdbc.sql("""
                        insert into audit (at, actor, actor_kind, action, subject, before, after)
                        values (:at::timestamptz, :actor, :kind, :action, :subject, :before::jsonb, :after::jsonb)""")
                .param("at", clock.instant().toString())
                .param("actor", actor.name())
                .param("kind", actor.kind().toString())
                .param("action", action)
                .param("subject", subject)
                .param("before", json(before))
                .param("after", json(after))
                .update();
    }

    private static String json(Object shown) {
        return shown == null ? null : JSON.writeValueAsString(shown);
    }

    /** The lines that fit, newest first. */
    public List<AuditLine> find(AuditQuery query) {
        return jdbc.sql("""
                        select id, at, actor, actor_kind, action, subject, before, after from audit
                         where (:actor::text is null or actor = :actor)
                           and (:action::text is null or action = :action)
                           and (:subject::text is null or subject = :subject)
                           and at >= coalesce(:since::timestamptz, '-infinity')
                           and at < coalesce(:until::timestamptz, 'infinity')
                           and (:after::bigint is null or id < :after)
                         order by id desc limit :limit""")
                .param("actor", query.actor().orElse(null))
                .param("action", query.action().orElse(null))
                .param("subject", query.subject().orElse(null))
                .param("since", query.since().map(Instant::toString).orElse(null))
                .param("until", query.until().map(Instant::toString).orElse(null))
                .param("after", query.after().orElse(null))
                .param("limit", query.limit())
                .query(Audit::line)
                .list();
    }

    private static AuditLine line(ResultSet row, int number) throws SQLException {
        Actor.Kind kind = Actor.Kind.valueOf(row.getString("actor_kind").toUpperCase(Locale.ROOT));
        return new AuditLine(
                row.getLong("id"),
                Stored.instant(row, "at"),
                new Actor(kind, row.getString("actor")),
                row.getString("action"),
                row.getString("subject"),
                tree(row.getString("before")),
                tree(row.getString("after")));
    }

    private static JsonNode tree(String json) {
        return json == null ? null : JSON.readTree(json);
    }
}
