// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes over the link between this hub and an edge: what the edge is told, and what it brings. */
@Repository
public class EdgeExchange {

    /** No counter of ours ever comes near; a number above it is not one that a manager gave. */
    private static final long HIGHEST_BELIEVED = 1_000_000_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(EdgeExchange.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public EdgeExchange(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What an edge is told.
     *
     * @param reset it asked for what came after a number that this hub never reached, and begins anew
     */
    public record Feed(List<LinkRecord> records, boolean reset) {}

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
                row.getLong("origin_seq"),
                Stored.instant(row, "reported_at"));
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
