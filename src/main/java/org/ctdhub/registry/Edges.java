// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The edges of this hub: who they are, what they are told, and what they bring. */
@Repository
public class Edges {

    /** No counter of ours ever comes near; a number above it is not one that a manager gave. */
    private static final long HIGHEST_BELIEVED = 1_000_000_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Edges.class);

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
     * What an edge is told.
     *
     * @param reset it asked for what came after a number that this hub never reached, and begins anew
     */
    public record Feed(List<LinkRecord> records, boolean reset) {}

    /** The records of a bucket: how many stand, and a digest of which versions they are. */
    public record Digest(String bucket, long records, String digest) {}

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
                        select r.*, greatest(r.asked, r.watermark) as up_to,
                               case when r.state = 'active'
                                    then (select count(*) from link_feed(r.client, greatest(r.asked, r.watermark), 100000, false))
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

    /** The head of what edges are told: what is not behind it can't be new for any of them. */
    public long head() {
        return jdbc.sql("select link_head()").query(Long.class).single();
    }

    /**
     * What is new for an edge behind a number, in rising order, at most {@code page} records. From 0: what stands now.
     * Asking for n confirms every answer before it. An edge that asks for what came after a number that this hub never
     * reached begins anew, and the counter is lifted above the number first.
     */
    public Feed read(Subscriber edge, long after, int page) {
        return transaction.execute(status -> {
            boolean foreign = isForeign(edge, after);
            List<LinkRecord> records = new ArrayList<>();
            long[] head = {0};
            // one statement, so one snapshot: the rows and the head belong together
            jdbc.sql("""
                            select h.head, f.* from (select link_head() as head) h
                              left join reader r on r.id = :reader
                              left join link_feed(r.client,
                                        case when :after >= r.offered and :after > 0 then greatest(:after, r.offered_head)
                                             else :after end, :most, :standing) f on true""")
                    .param("reader", edge.id())
                    .param("after", foreign ? 0 : after)
                    .param("most", page)
                    .param("standing", foreign || after == 0)
                    .query(row -> {
                        head[0] = row.getLong("head");
                        if (row.getString("type") != null) {
                            records.add(record(row));
                        }
                    });
            boolean complete = records.size() < page;
            confirm(edge, after, records, complete ? head[0] : null);
            return new Feed(records, foreign);
        });
    }

    private boolean isForeign(Subscriber edge, long after) {
        long given =
                jdbc.sql("select last_value from change_seq").query(Long.class).single();
        if (after <= given) {
            return false;
        }
        if (after <= HIGHEST_BELIEVED) {
            jdbc.sql("select lift(:after)").param("after", after).query(rs -> {});
        }
        LOG.warn(
                "Edge {} asks for what came after {}, which this hub never reached: it begins anew.",
                edge.client(),
                after);
        return true;
    }

    private void confirm(Subscriber edge, long asked, List<LinkRecord> answer, Long completeAt) {
        jdbc.sql("""
                        update reader set
                            watermark = case when :asked >= offered and offered_head is not null
                                             then greatest(watermark, offered_head) else watermark end,
                            complete_at = case when :asked >= offered and offered_head is not null
                                               then :at::timestamptz else complete_at end,
                            asked = :asked, offered = :offered, offered_head = :head,
                            records_out = records_out + :count,
                            last_call_at = :at::timestamptz, last_success_at = :at::timestamptz
                         where id = :reader""")
                .param("asked", asked)
                .param(
                        "offered",
                        answer.isEmpty() ? asked : answer.get(answer.size() - 1).number())
                .param("head", completeAt)
                .param("count", answer.size())
                .param("at", clock.instant().toString())
                .param("reader", edge.id())
                .update();
    }

    /** Everything in some buckets, which the edge is about to compare with its own. */
    public List<LinkRecord> read(Subscriber edge, List<String> buckets) {
        List<LinkRecord> records = jdbc.sql("select * from link_feed(:client, 0, 2147483647, false, :buckets)")
                .param("client", edge.client())
                .param("buckets", buckets.toArray(String[]::new))
                .query((row, n) -> record(row))
                .list();
        jdbc.sql("update reader set records_out = records_out + :count where id = :reader")
                .param("count", records.size())
                .param("reader", edge.id())
                .update();
        return records;
    }

    static LinkRecord record(ResultSet row) throws SQLException {
        Integer risk = row.getObject("risk", Integer.class);
        return new LinkRecord(
                row.getLong("number"),
                row.getString("list"),
                Stored.type(row.getString("type")),
                row.getString("value"),
                row.getBoolean("stands"),
                Stored.instant(row, "expires_at"),
                risk == null ? null : Stored.risk(row),
                Stored.action(row.getString("action")),
                row.getBoolean("hold"),
                row.getString("detection"),
                row.getString("source_sha1"),
                row.getString("root_sha1"),
                row.getString("sha256"),
                row.getObject("origin", UUID.class),
                row.getLong("origin_seq"));
    }

    /** What changed of the exceptions behind a number; from 0 those in force. */
    public List<Exceptions.Change> exceptions(Subscriber edge, long after, int page) {
        return transaction.execute(status -> exceptions(isForeign(edge, after) ? 0 : after, page, null));
    }

    /** The exceptions in some buckets. */
    public List<Exceptions.Change> exceptions(List<String> buckets) {
        return exceptions(0, Integer.MAX_VALUE, buckets.toArray(String[]::new));
    }

    private List<Exceptions.Change> exceptions(long after, int most, String[] buckets) {
        return jdbc.sql("select * from link_exceptions(:after, :most, :standing, :buckets::text[])")
                .param("after", after)
                .param("most", most)
                .param("standing", after == 0)
                .param("buckets", buckets)
                .query((row, n) -> new Exceptions.Change(
                        row.getLong("number"),
                        Stored.type(row.getString("type")),
                        row.getString("pattern"),
                        row.getBoolean("stands")))
                .list();
    }

    /** Both sides' records by bucket, as they stand here. */
    public List<Digest> digests(UUID edge) {
        return digests(jdbc, edge, false);
    }

    static List<Digest> digests(JdbcClient jdbc, UUID edge, boolean here) {
        return jdbc.sql("select * from link_digests(:edge, :here) order by bucket")
                .param("edge", edge)
                .param("here", here)
                .query((row, n) -> new Digest(row.getString("bucket"), row.getLong("records"), row.getString("digest")))
                .list();
    }

    /**
     * Takes what an edge found. Answers the highest of its numbers that are stored.
     *
     * @param upTo the highest number in what it brought, whatever was skipped of it
     * @param skipped how many records of it were refused
     */
    public long take(Subscriber edge, List<LinkRecord> records, long upTo, int skipped) {
        return Retry.onConflict(() -> transaction.execute(status -> {
            if (!records.isEmpty()) {
                jdbc.sql("select take_entries(:records::jsonb, :at::timestamptz)")
                        .param(
                                "records",
                                Json.text(records.stream().map(LinkRecord::row).toList()))
                        .param("at", clock.instant().toString())
                        .query(rs -> {});
            }
            return jdbc.sql("""
                            update reader set records_in = records_in + :count, skipped = skipped + :skipped,
                                   last_call_at = :at::timestamptz,
                                   received = greatest(received, :upTo,
                                              (select max(origin_seq) from entry e
                                                where :upTo = 0 and e.origin = client and e.list = 'virtual_analyzer'))
                             where id = :reader returning received""")
                    .param("count", records.size())
                    .param("skipped", skipped)
                    .param("upTo", upTo)
                    .param("at", clock.instant().toString())
                    .param("reader", edge.id())
                    .query(Long.class)
                    .single();
        }));
    }
}
