// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How objects travel just now. Everything but the composition is bounded, however long the list is. */
@Repository
public class FlowCounts {

    /** The stretch over which rates are counted. */
    public static final Duration STRETCH = Duration.ofMinutes(10);

    private static final int NEWEST = 200;

    private final JdbcClient jdbc;
    private final Clock clock;

    public FlowCounts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What went on with one product in the last minutes.
     *
     * @param came objects that it reported
     * @param went entries that it took
     * @param refused entries that it refused
     */
    public record Moved(long came, long went, long refused) {}

    /**
     * What a product has not got yet.
     *
     * @param changes for each of its ways at most as many as are measured
     * @param since when the oldest of them was made; null: nothing waits
     */
    public record Waiting(long changes, Instant since) {

        private Waiting and(Waiting other) {
            Instant first = Stream.of(since, other.since)
                    .filter(java.util.Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            return new Waiting(changes + other.changes, first);
        }
    }

    /**
     * How much stands on the list for how long.
     *
     * @param ages how many objects changed last in the last day, week, month, and before
     */
    public record Composition(String type, List<Long> ages) {

        public long objects() {
            return ages.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What went on in the last minutes, by product. */
    public Map<String, Moved> moved() {
        Map<String, Moved> moved = new HashMap<>();
        jdbc.sql("""
                        select p.name, count(*) filter (where e.kind = 'reported') as came,
                               count(*) filter (where e.kind = 'delivered') as went,
                               count(*) filter (where e.kind = 'refused') as refused
                          from event e join product p on p.id = e.product_id
                         where e.at > :since::timestamptz group by p.name""").param("since", clock.instant().minus(STRETCH).toString()).query(row -> {
            moved.put(
                    row.getString("name"), new Moved(row.getLong("came"), row.getLong("went"), row.getLong("refused")));
        });
        return moved;
    }

    /** How often the list changed in the last minutes. */
    public long changed() {
        return jdbc.sql("""
                        select count(*) from event
                         where at > :since::timestamptz and kind in ('listed', 'changed', 'unlisted')""")
                .param("since", clock.instant().minus(STRETCH).toString())
                .query(Long.class)
                .single();
    }

    /** What products lack, by product; who lacks nothing is named too. */
    public Map<String, Waiting> waiting() {
        Map<String, Waiting> waiting = new HashMap<>();
        jdbc.sql("""
                        select p.name, l.changes, l.since
                          from reader r join product p on p.id = r.product_id
                         cross join lateral lacks(r) l
                         where r.state = 'active' and not r.edge and p.removed_at is null""").query(row -> {
            waiting.merge(
                    row.getString("name"),
                    new Waiting(row.getLong("changes"), Stored.instant(row, "since")),
                    Waiting::and);
        });
        return waiting;
    }

    /**
     * How long the newest objects of each type took from the list to each product that takes them, in seconds.
     *
     * @param bounds the upper ends of all stretches but the last, in rising order
     * @return how many took no longer than each bound, and how many longer than the last
     */
    public List<Long> arrivals(List<Integer> bounds) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(bounds.size() + 1, 0L));
        jdbc.sql(ARRIVALS)
                .param("newest", NEWEST)
                .param("bounds", bounds.stream().map(Integer::doubleValue).toArray(Double[]::new))
                .query(row -> {
                    counts.set(row.getInt("stretch"), row.getLong("arrived"));
                });
        return counts;
    }

    /** What stands on the list, by type and age. */
    public List<Composition> composition() {
        Map<String, List<Long>> types = new TreeMap<>();
        jdbc.sql("""
                        select type, case when changed_at > :at::timestamptz - interval '1 day' then 0
                                          when changed_at > :at::timestamptz - interval '7 days' then 1
                                          when changed_at > :at::timestamptz - interval '30 days' then 2
                                          else 3 end as age, count(*) as objects
                          from listed where present group by 1, 2""").param("at", clock.instant().toString()).query(row -> {
            types.computeIfAbsent(row.getString("type"), type -> new ArrayList<>(Collections.nCopies(4, 0L)))
                    .set(row.getInt("age"), row.getLong("objects"));
        });
        return types.entrySet().stream()
                .map(type -> new Composition(type.getKey(), type.getValue()))
                .toList();
    }

    /** Types of which something stands on the list, and that no product takes. */
    public List<String> takenByNobody() {
        return jdbc.sql("""
                        select t.type from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
                         where exists (select from listed l where l.type = t.type and l.present)
                           and not exists (select from reader r join capability c on c.view_id = r.view_id
                                            where r.state = 'active' and c.type = t.type and c.given is not null)""").query(String.class).list();
    }

    /** How many callers wait to be let in. */
    public long callers() {
        return jdbc.sql("select count(*) from reader where state = 'waiting'")
                .query(Long.class)
                .single();
    }

    private static final String ARRIVALS = """
            with newest as (
                select l.* from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
                 cross join lateral (select object_id, type, seq, changed_at, coalesce(ud_action, va_action) as action
                                       from listed where type = t.type and present order by seq desc limit :newest) l
            ), took as (
                select d.changed_at - n.changed_at as time
                  from newest n
                  join reader r on r.state = 'active' and r.client is null and not r.whole
                  join contribution b on b.reader_id = r.id and b.object_id = n.object_id
                  join delivered d on d.reader_id = r.id and d.identity = b.identity and d.state = 'delivered'
                union all
                select f.at - n.changed_at
                  from newest n
                  join reader r on r.state = 'active' and not r.edge and (r.client is not null or r.whole)
                  join capability c on c.view_id = r.view_id and c.type = n.type and c.wanted = n.action and c.given is not null
                 cross join lateral (select at from offer
                                      where reader_id = r.id and up_to >= n.seq order by up_to limit 1) f
            )
            select width_bucket(extract(epoch from time)::float8, :bounds::float8[]) as stretch, count(*) as arrived
              from took where time >= interval '0' group by 1""";
}
