// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The products that call for their list: who they are, up to where they have it, and the next stretch of it. */
@Repository
public class Subscribers {

    /** No counter of ours ever comes near; a number above it is not one that a manager gave. */
    private static final long HIGHEST_BELIEVED = 1_000_000_000_000_000L;

    /** That a subscriber called, and heard nothing new, is noted again after this time. */
    private static final Duration NOTED_AGAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Views views;
    private final Tasks tasks;
    private final Clock clock;

    public Subscribers(JdbcClient jdbc, TransactionTemplate transaction, Views views, Tasks tasks, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.views = views;
        this.tasks = tasks;
        this.clock = clock;
    }

    /**
     * Registers a subscriber, or refreshes what it says of itself; its cursor stays.
     *
     * @param product the registered product whose key it used, if the key belongs to one
     * @param row what it may receive; empty: it waits
     */
    public void register(
            UUID client, String hostName, String productName, Optional<String> product, Optional<CapabilityRow> row) {
        transaction.executeWithoutResult(status -> {
            int reader = jdbc.sql("""
                            insert into reader as r (name, client, host_name, product_name, product_id, state, last_call_at, since)
                            values (:name, :client, :host, :productName, (select id from product where name = :product),
                                    :state, :at::timestamptz, :at::timestamptz)
                            on conflict (client) do update set
                                host_name = excluded.host_name, product_name = excluded.product_name,
                                product_id = coalesce(excluded.product_id, r.product_id), last_call_at = excluded.last_call_at,
                                state = case when excluded.state = 'active' or r.state = 'gone' then excluded.state
                                             else r.state end, edge = false
                            returning id""")
                    .param("name", product.map(p -> p + "/" + client).orElse(client.toString()))
                    .param("client", client)
                    .param("host", hostName)
                    .param("productName", productName)
                    .param("product", product.orElse(null))
                    .param("state", row.isPresent() ? "active" : "waiting")
                    .param("at", clock.instant().toString())
                    .query(Integer.class)
                    .single();
            row.ifPresent(r -> views.give(reader, r));
        });
    }

    /**
     * A subscriber as operators see it.
     *
     * @param product the registered product that it is, or null
     * @param state waiting, active or gone
     * @param upTo the number up to which it says that it has everything
     * @param lag how many changes it has not asked for yet
     */
    public record Line(
            int id,
            UUID client,
            String hostName,
            String productName,
            String product,
            String state,
            Instant lastCallAt,
            long upTo,
            long lag) {}

    /** Every subscriber that ever registered, the last to call first. */
    public List<Line> all() {
        return jdbc.sql("""
                        select r.*, p.name as product, greatest(r.asked, r.watermark) as up_to,
                               (select count(*)
                                  from view_of(r.id, greatest(r.asked, r.watermark), 1000000, false)) as lag
                          from reader r left join product p on p.id = r.product_id
                         where r.client is not null and not r.edge
                         order by r.last_call_at desc nulls last, r.id""")
                .query((row, n) -> new Line(
                        row.getInt("id"),
                        row.getObject("client", UUID.class),
                        row.getString("host_name"),
                        row.getString("product_name"),
                        row.getString("product"),
                        row.getString("state"),
                        Stored.instant(row, "last_call_at"),
                        row.getLong("up_to"),
                        row.getLong("lag")))
                .list();
    }

    /** Lets a subscriber in: from now on it reads through this row. False if it is gone, or was never there. */
    public boolean admit(int id, CapabilityRow row) {
        return transaction.execute(status -> {
            boolean there = jdbc.sql("""
                            update reader set state = 'active'
                             where id = :id and client is not null and state <> 'gone'""").param("id", id).update() == 1;
            if (there) {
                views.give(id, row);
            }
            return there;
        });
    }

    /** The subscriber with this id, if it is registered. */
    public Optional<Subscriber> find(UUID client) {
        return jdbc.sql("select s.* from (" + SUBSCRIBER + ") s")
                .param("client", client)
                .query(Subscribers::subscriber)
                .optional();
    }

    /** Ends a subscription; whoever is unknown is gone already. */
    public void unregister(UUID client) {
        jdbc.sql("""
                        update reader set state = 'gone', asked = 0, offered = 0, offered_head = null, watermark = 0
                         where client = :client and state <> 'revoked'""").param("client", client).update();
    }

    /**
     * Who sent a request.
     *
     * @param fresh false: its challenge was used before
     * @param subscriber empty: nobody who is registered
     */
    public record Caller(boolean fresh, Optional<Subscriber> subscriber) {}

    /** Remembers a request's challenge, and finds who sent it. */
    public Caller caller(UUID client, String challenge) {
        return jdbc.sql("""
                        with remembered as (
                            insert into challenge (client, challenge, at) values (:client, :challenge, :at::timestamptz)
                            on conflict do nothing returning 1
                        )
                        select exists (select from remembered) as fresh, s.*
                          from (values (1)) request left join (""" + SUBSCRIBER + ") s on true")
                .param("client", client)
                .param("challenge", challenge)
                .param("at", clock.instant().toString())
                .query((row, n) -> new Caller(
                        row.getBoolean("fresh"),
                        row.getObject("client") == null ? Optional.empty() : Optional.of(subscriber(row, n))))
                .single();
    }

    private static Subscriber subscriber(ResultSet row, int number) throws SQLException {
        return new Subscriber(
                row.getInt("id"),
                row.getObject("client", UUID.class),
                row.getString("product"),
                row.getBoolean("admitted"),
                row.getBoolean("told"),
                row.getBoolean("edge"),
                row.getLong("offered"),
                row.getLong("highest"),
                row.getLong("head"));
    }

    /**
     * What changed for a subscriber behind a number, in rising order, at most {@code page} rows. From 0: the current
     * objects alone. Asking for n confirms every answer before it. A number that this subscriber was never offered came
     * from another manager, or the registry was restored: whatever it shall have gets a number above that one, and is
     * answered page by page as if it had just changed. A number so high that no manager gave it counts as 0. Whoever is told
     * nothing now is given nothing, and its number stays.
     *
     * @param subscriber as it was found for this very question
     */
    public List<Change> read(Subscriber subscriber, long after, int page) {
        if (!subscriber.told()) {
            return List.of();
        }
        long from = after > HIGHEST_BELIEVED ? 0 : after;
        if (after > subscriber.offered() && after > offered(subscriber)) {
            LOG.warn(
                    "Subscriber {} asks for what came after {}, which it was never offered here: it is given the full list.",
                    subscriber.client(),
                    after);
            if (from > 0) {
                numberAnew(subscriber, from);
            }
        } else if (subscriber.highest() <= from) {
            confirm(subscriber, from, List.of(), subscriber.head());
            return List.of();
        }
        return transaction.execute(status -> {
            // one statement, so one snapshot: the rows and the head belong together
            List<Change> changes = new ArrayList<>();
            long[] head = {0};
            jdbc.sql("""
                            select h.head, v.*,
                                   case when l.changed_at >= (select since from reader where id = :reader)
                                        then extract(epoch from :at::timestamptz - l.changed_at) * 1000 end as waited
                              from (select head() as head) h
                              left join view_of(:reader, :after, :most, :present) v on true
                              left join listed l on l.object_id = v.object_id and v.action is not null
                             order by v.number""")
                    .param("at", clock.instant().toString())
                    .param("reader", subscriber.id())
                    .param("after", from)
                    .param("most", page)
                    .param("present", from == 0)
                    .query(row -> {
                        head[0] = row.getLong("head");
                        if (row.getString("type") != null) {
                            changes.add(change(row));
                        }
                    });
            confirm(subscriber, from, changes, changes.size() < page ? head[0] : null);
            return changes;
        });
    }

    /** What it asked for or was offered by now; {@code subscriber} knows what that was when it was found. */
    private long offered(Subscriber subscriber) {
        return jdbc.sql("select greatest(asked, offered) from reader where id = :reader")
                .param("reader", subscriber.id())
                .query(Long.class)
                .single();
    }

    /** At once if it is little; else a task goes on with it, and the subscriber comes again for the rest. */
    private void numberAnew(Subscriber subscriber, long after) {
        tasks.start(new Work(
                Work.Kind.SEND_AGAIN,
                new HashMap<>(Map.of("client", subscriber.client().toString(), "reader", subscriber.id())),
                Actor.HUB,
                detail -> lift(subscriber, after)));
    }

    /** Nothing that is numbered later can hide below the subscriber's number, and asking for it again is no news. */
    private void lift(Subscriber subscriber, long after) {
        jdbc.sql("select lift(:after)").param("after", after).query(row -> {});
        jdbc.sql("update reader set asked = :after, offered = :after, offered_head = null where id = :reader")
                .param("after", after)
                .param("reader", subscriber.id())
                .update();
    }

    private static Change change(ResultSet row) throws SQLException {
        Optional<ScanAction> action =
                Optional.ofNullable(row.getString("action")).map(ScanAction::of);
        return new Change(
                row.getLong("number"),
                Stored.object(row),
                action,
                Stored.risk(row),
                Stored.instant(row, "expires_at"),
                row.getString("detection"),
                row.getString("source_sha1"),
                row.getString("root_sha1"),
                row.getObject("waited") == null ? null : Duration.ofMillis(Math.max(0, row.getLong("waited"))));
    }

    /** An empty answer like the one before is noted now and then only: most answers are. */
    private void confirm(Subscriber subscriber, long asked, List<Change> answer, Long completeAt) {
        Instant at = clock.instant();
        jdbc.sql("""
                        update reader set
                            watermark = case when :asked >= offered and offered_head is not null
                                             then greatest(watermark, offered_head) else watermark end,
                            asked = :asked, offered = :offered, offered_head = :head,
                            last_call_at = :at::timestamptz, last_success_at = :at::timestamptz
                         where id = :reader
                           and ((asked, offered, offered_head, greatest(watermark, offered_head))
                                    is distinct from (:asked, :offered, :head::bigint, watermark)
                                or last_success_at is null
                                or last_success_at not between :at::timestamptz - :again::interval and :at::timestamptz)""")
                .param("again", NOTED_AGAIN.toString())
                .param("asked", asked)
                .param("offered", Math.max(asked, last(answer)))
                .param("head", completeAt)
                .param("at", at.toString())
                .param("reader", subscriber.id())
                .update();
        if (!answer.isEmpty()) {
            jdbc.sql("""
                            insert into offer (reader_id, up_to, at) values (:reader, :upTo, :at::timestamptz)
                            on conflict do nothing""")
                    .param("reader", subscriber.id())
                    .param("upTo", last(answer))
                    .param("at", at.toString())
                    .update();
        }
    }

    private static long last(List<Change> answer) {
        return answer.isEmpty() ? 0 : answer.get(answer.size() - 1).number();
    }

    private static final String SUBSCRIBER = """
            select r.id, r.client, p.name as product, r.state = 'active' as admitted,
                   r.state = 'active' and (select enabled from distribution) as told, r.edge,
                   greatest(r.asked, r.offered) as offered,
                   case when not r.edge then highest_of(r.id) end as highest, case when not r.edge then head() end as head
              from reader r left join product p on p.id = r.product_id
             where r.client = :client and r.state in ('active', 'waiting')""";
}
