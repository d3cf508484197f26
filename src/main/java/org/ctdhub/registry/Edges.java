// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The edges of this hub: who they are, who let them in, and how far each is. */
@Repository
public class Edges {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public Edges(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * An edge as operators see it.
     *
     * @param state waiting, active, gone or revoked
     * @param lag how many records it has not got yet
     * @param lagSeconds for how long it has not had everything; 0 while it has
     * @param skipped how many of its records were refused
     */
    public record Line(
            int id,
            UUID origin,
            String name,
            String state,
            Instant lastCallAt,
            long upTo,
            long lag,
            long lagSeconds,
            long recordsOut,
            long recordsIn,
            long skipped) {}

    /**
     * Registers an edge, or refreshes its name; its cursor stays.
     *
     * @param admitted whether its key lets it in; one that was let in before comes back without
     */
    public void register(UUID client, String name, boolean admitted) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            insert into reader as r (name, client, host_name, product_name, state, edge, last_call_at)
                            values ('edge/' || :client, :client::uuid, :name, 'edge', :state, true, :at::timestamptz)
                            on conflict (client) do update set
                                host_name = excluded.host_name, product_name = 'edge', last_call_at = excluded.last_call_at,
                                state = case when r.state = 'active' or excluded.state = 'active' then 'active'
                                             when r.state = 'gone' and r.edge and r.complete_at is not null then 'active'
                                             else 'waiting' end,
                                edge = true, view_id = null""")
                    .param("client", client.toString())
                    .param("name", name)
                    .param("state", admitted ? "active" : "waiting")
                    .param("at", clock.instant().toString())
                    .update();
            jdbc.sql("""
                            insert into manager (origin, name) values (:client, :name)
                            on conflict (origin) do update set name = excluded.name""")
                    .param("client", client)
                    .param("name", name.isBlank() ? "edge " + client : "edge " + name)
                    .update();
        });
    }

    /** Whether somebody put this caller out. */
    public boolean isRevoked(UUID client) {
        return jdbc.sql("select exists (select from reader where client = :client and state = 'revoked')")
                .param("client", client)
                .query(Boolean.class)
                .single();
    }

    /** Lets an edge in, or back in. */
    public Line admit(int id, Actor by) {
        return change(id, "active", "edge.admit", by);
    }

    /** Puts an edge out: it is refused from now on. What was exchanged stays at both until it expires. */
    public Line revoke(int id, Actor by) {
        return change(id, "revoked", "edge.revoke", by);
    }

    private Line change(int id, String state, String action, Actor by) {
        return transaction.execute(status -> {
            Line before = get(id);
            jdbc.sql("""
                            update reader set state = :state, asked = 0, offered = 0, offered_head = null, watermark = 0
                             where id = :id and state <> :state""").param("state", state).param("id", id).update();
            Line after = get(id);
            audit.record(by, action, "edge/" + before.origin(), before.state(), after.state());
            return after;
        });
    }

    private Line get(int id) {
        return lines("and r.id = " + id).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("There is no such edge; GET /api/v1/federation lists them."));
    }

    /** Every edge that ever registered. */
    public List<Line> all() {
        return lines("");
    }

    private List<Line> lines(String which) {
        Instant at = clock.instant();
        return jdbc.sql("""
                        select r.*, reached(r) as up_to,
                               case when r.state = 'active'
                                    then (select count(*) from link_feed(r.client, reached(r), 100000, false))
                                    else 0 end as lag
                          from reader r where r.edge WHICH order by r.id""".replace("WHICH", which))
                .query((row, n) -> line(row, at))
                .list();
    }

    private static Line line(ResultSet row, Instant at) throws SQLException {
        Instant complete = Stored.instant(row, "complete_at");
        long lag = row.getLong("lag");
        return new Line(
                row.getInt("id"),
                row.getObject("client", UUID.class),
                row.getString("host_name"),
                row.getString("state"),
                Stored.instant(row, "last_call_at"),
                row.getLong("up_to"),
                lag,
                lag == 0 || complete == null
                        ? 0
                        : Math.max(0, Duration.between(complete, at).toSeconds()),
                row.getLong("records_out"),
                row.getLong("records_in"),
                row.getLong("skipped"));
    }
}
