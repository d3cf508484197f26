// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes what products say they met: a batch in one transaction, each thing once, matched with what is known. */
@Repository
public class Detections {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Limits limits;

    public Detections(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, Limits limits) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * What is set.
     *
     * @param keep how long detections are kept
     * @param extend whether what products still meet stays on the list for its type's usual life
     */
    public record Limits(Duration keep, boolean extend) {}

    /**
     * What a reading of a product's log, or its own sending, brought.
     *
     * @param run the reading that it belongs to; null: the product sent it by itself
     * @param unreadable what its connector could make nothing of
     */
    public record Brought(String product, DetectRun run, List<JsonNode> records, List<Unreadable> unreadable) {}

    /**
     * What was taken of it.
     *
     * @param fresh how many detections weren't known before
     * @param position the time up to which the log was taken by now; 0 where there is none
     */
    public record Taken(int fresh, long position) {}

    /**
     * Takes what a connector brought. What makes no detection is put aside with its reason, and the position of the reading
     * moves, all in one transaction. Throws {@link OvertakenException} if a later run has begun.
     */
    public Taken store(Brought brought) {
        Instant now = clock.instant();
        int product =
                brought.run() == null ? id(brought.product()) : brought.run().productId();
        Sorted sorted = new Sorted(brought.records(), now, limits.keep());
        String stream = DetectionCursor.stream(brought.run() == null ? "" : brought.run().stream());
        List<Unreadable> aside = new ArrayList<>(brought.unreadable());
        aside.addAll(sorted.aside());
        long position = brought.run() == null ? 0 : Math.max(brought.run().position(), sorted.latest());
        int fresh = Retry.onConflict(() -> transaction.execute(status -> {
            Set<Sorted.Key> written = write(product, sorted, now);
            new Quarantine(jdbc).keep(product, stream, aside, now);
            if (brought.run() != null) {
                new DetectionCursor(jdbc).move(brought.run(), position, now);
            }
            return written.size();
        }));
        return new Taken(fresh, position);
    }

    /** Takes what a product sent by itself; answers what became of each record, in their order. Throws {@link NotFound}. */
    public List<Fate> take(String product, List<JsonNode> records) {
        Instant now = clock.instant();
        int id = id(product);
        Sorted sorted = new Sorted(records, now, limits.keep());
        return sorted.fates(Retry.onConflict(() -> transaction.execute(status -> {
            jdbc.sql("""
                            update product set heard_at = :at::timestamptz
                             where id = :id and (heard_at is null or heard_at < :at::timestamptz - interval '10 seconds')""").param("at", now.toString()).param("id", id).update();
            return write(id, sorted, now);
        })));
    }

    private int id(String product) {
        return jdbc.sql("select id from product where name = :name and removed_at is null")
                .param("name", product)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new NotFound("There is no such product; register it first."));
    }

    /** Makes room for the days to come, and drops the days that are too old. Answers how many tables were made. */
    public int keep() {
        return jdbc.sql("select keep_detections(:at::timestamptz, :keep::interval)")
                .param("at", clock.instant().toString())
                .param("keep", limits.keep().toString())
                .query(Integer.class)
                .single();
    }

    private record Written(Sorted.Key key, Long object, boolean sandboxed) {}

    private Set<Sorted.Key> write(int product, Sorted sorted, Instant now) {
        List<Written> written = sorted.read().isEmpty() ? List.of() : insert(product, sorted.read(), now);
        jdbc.sql("""
                        insert into detection_source as s (product_id, taken, unmatched, duplicates, last_at)
                        values (:product, :taken, :unmatched, :duplicates, case when :taken > 0 then :at::timestamptz end)
                        on conflict (product_id) do update set
                            taken = s.taken + excluded.taken, unmatched = s.unmatched + excluded.unmatched,
                            duplicates = s.duplicates + excluded.duplicates,
                            last_at = greatest(s.last_at, excluded.last_at)""")
                .param("product", product)
                .param("taken", written.size())
                .param(
                        "unmatched",
                        written.stream().filter(w -> w.object() == null).count())
                .param("duplicates", sorted.readable() - written.size())
                .param("at", now.toString())
                .update();
        if (limits.extend()) {
            extend(written.stream().filter(Written::sandboxed).toList(), now);
        }
        return written.stream().map(Written::key).collect(Collectors.toSet());
    }

    private void extend(List<Written> met, Instant now) {
        if (!met.isEmpty()) {
            jdbc.sql("select extend(:keys, :met::timestamptz[], :at::timestamptz)")
                    .param("keys", met.stream().map(Written::object).toArray(Long[]::new))
                    .param("met", texts(met, each -> each.key().at().toString()))
                    .param("at", now.toString())
                    .query(Integer.class)
                    .single();
        }
    }

    private List<Written> insert(int product, List<Detection> read, Instant now) {
        jdbc.sql("select keep_detection_statistics(:at::timestamptz)")
                .param("at", now.toString())
                .query(row -> {});
        jdbc.sql("select keep_detection_order()").query(row -> {});
        // a plan that was made while the tables were small reads whole tables later
        jdbc.sql("""
                        select set_config('plan_cache_mode', 'force_custom_plan', true),
                               set_config('random_page_cost', '1.1', true)""").query(row -> {});
        int[] named = IntStream.range(0, read.size())
                .flatMap(n ->
                        IntStream.generate(() -> n).limit(read.get(n).names().size()))
                .toArray();
        List<Detection.Name> names =
                read.stream().flatMap(each -> each.names().stream()).toList();
        return jdbc.sql(INSERT)
                .param("product", product)
                .param("came", now.toString())
                .param("ats", texts(read, each -> each.at().toString()))
                .param("digests", texts(read, each -> each.digest().toString()))
                .param("events", texts(read, Detection::eventId))
                .param("types", texts(read, Detection::type))
                .param("values", texts(read, Detection::value))
                .param("reported", texts(read, Detection::reported))
                .param("actions", texts(read, Detection::action))
                .param("scans", texts(read, Detection::scan))
                .param("endpoints", texts(read, Detection::endpoint))
                .param("users", texts(read, Detection::user))
                .param("paths", texts(read, Detection::path))
                .param("addresses", texts(read, Detection::address))
                .param("rules", texts(read, Detection::rule))
                .param("details", texts(read, Detection::detail))
                .param("of", IntStream.of(named).mapToObj(n -> n + 1).toArray(Integer[]::new))
                .param("nameTypes", texts(names, Detection.Name::type))
                .param("nameValues", texts(names, Detection.Name::value))
                .param("covering", names.stream().map(Detection.Name::covers).toArray(Boolean[]::new))
                .query((row, n) -> new Written(
                        new Sorted.Key(Stored.instant(row, "at"), UUID.fromString(row.getString("digest"))),
                        row.getObject("object_id", Long.class),
                        row.getBoolean("sandboxed")))
                .list();
    }

    private static <T> String[] texts(List<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }

    // Of several objects that it may be, one that is on the list goes first, and then the likeliest; what merely covers
    // it
    // counts only on the list. Sorted by the key, so that batches that overlap don't deadlock.
    private static final String INSERT = """
            with given as (
                select * from unnest(:ats::timestamptz[], :digests::uuid[], :events::text[], :types::text[], :values::text[],
                                     :reported::text[], :actions::text[], :scans::text[], :endpoints::text[], :users::text[],
                                     :paths::text[], :addresses::text[], :rules::text[], :details::text[])
                       with ordinality as g(at, digest, event_id, type, value, reported, action, scan, endpoint, account,
                                            path, address, rule, detail, n)
            ), named as (
                select * from unnest(:of::int[], :nameTypes::text[], :nameValues::text[], :covering::boolean[])
                       with ordinality as c(n, type, value, covers, rank)
            ), candidate as (
                select * from named
                union all
                select c.n, 'file_sha256', p.sha256, false, c.rank
                  from named c join hash_pair p on p.sha1 = c.value where c.type = 'file_sha1'
                union all
                select c.n, 'file_sha1', p.sha1, false, c.rank
                  from named c join hash_pair p on p.sha256 = c.value where c.type = 'file_sha256'
            ), matched as (
                select distinct on (c.n) c.n, o.id, l.va_action is not null as sandboxed,
                       case when l.ud_action is not null then 'user_defined'
                            when l.va_action is not null then 'virtual_analyzer' end as list
                  from candidate c
                  join object o on o.type = c.type and o.digest = sha256(convert_to(c.value, 'UTF8'))
                  left join listed l on l.object_id = o.id
                 where l.present or not c.covers
                 order by c.n, coalesce(l.present, false) desc, c.rank
            ), written as (
                insert into detection (at, product_id, digest, came_at, event_id, object_id, type, value, reported, list,
                                       action, scan, endpoint, account, path, address, rule, detail)
                select g.at, :product, g.digest, :came::timestamptz, g.event_id, m.id, g.type, g.value, g.reported,
                       coalesce(m.list, 'none'), g.action, g.scan, g.endpoint, g.account, g.path, g.address, g.rule,
                       g.detail::jsonb
                  from given g left join matched m on m.n = g.n
                 order by g.at, g.digest
                on conflict do nothing
                returning at, digest, object_id
            )
            select w.at, w.digest, w.object_id, coalesce(m.sandboxed, false) as sandboxed
              from written w
              join given g on g.at = w.at and g.digest = w.digest
              left join matched m on m.n = g.n""";
}
