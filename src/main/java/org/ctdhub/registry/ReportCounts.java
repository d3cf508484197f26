// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.registry.ReportNumbers.Behind;
import org.ctdhub.registry.ReportNumbers.Came;
import org.ctdhub.registry.ReportNumbers.Exempted;
import org.ctdhub.registry.ReportNumbers.Expired;
import org.ctdhub.registry.ReportNumbers.Full;
import org.ctdhub.registry.ReportNumbers.Kind;
import org.ctdhub.registry.ReportNumbers.Listed;
import org.ctdhub.registry.ReportNumbers.Met;
import org.ctdhub.registry.ReportNumbers.Place;
import org.ctdhub.registry.ReportNumbers.TakenBack;
import org.ctdhub.registry.ReportNumbers.TopEndpoint;
import org.ctdhub.registry.ReportNumbers.TopObject;
import org.ctdhub.registry.ReportNumbers.TopSource;
import org.ctdhub.registry.ReportSchedule.Stretch;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts what a report tells, all of it in one snapshot, from what the registry keeps anyway. */
@Repository
public class ReportCounts {

    /** Who waits for more than so many changes is far behind, and it is not counted how far. */
    public static final int MOST_WAITING = 100_000;

    private final JdbcClient jdbc;
    private final Overview overview;
    private final Edges edges;
    private final TransactionTemplate snapshot;

    public ReportCounts(JdbcClient jdbc, Overview overview, Edges edges, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.overview = overview;
        this.edges = edges;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /** What a report on this time tells. */
    public ReportNumbers count(Stretch time) {
        return snapshot.execute(status -> {
            List<Overview.ProductLine> products = overview.products();
            return new ReportNumbers(
                    came(time),
                    listed(),
                    expired(time),
                    places(products),
                    met(time),
                    topObjects(time),
                    topSources(time),
                    topEndpoints(time),
                    takenBack(time),
                    behind(products),
                    full(products));
        });
    }

    private <T> List<T> of(Stretch time, String sql, RowMapper<T> line) {
        return jdbc.sql(sql)
                .param("since", time.since().toString())
                .param("until", time.until().toString())
                .param("most", ReportNumbers.MOST)
                .query(line)
                .list();
    }

    // What stands on the user-defined list says itself since when; products and other managers are in the history.
    private List<Came> came(Stretch time) {
        return of(
                time,
                """
                        select 'PRODUCT' as kind, p.name as source, o.type,
                               count(distinct o.id) filter (where e.kind = 'reported') as objects,
                               count(distinct o.id) filter (where e.kind = 'withdrawn') as withdrawn
                          from event e join object o on o.id = e.object_id join product p on p.id = e.product_id
                         where e.at >= :since::timestamptz and e.at < :until::timestamptz and e.kind in ('reported', 'withdrawn')
                         group by p.name, o.type
                        union all
                        select 'MANAGER', e.detail, o.type, count(distinct o.id) filter (where e.kind = 'received'),
                               count(distinct o.id) filter (where e.kind = 'taken back')
                          from event e join object o on o.id = e.object_id
                         where e.at >= :since::timestamptz and e.at < :until::timestamptz and e.kind in ('received', 'taken back')
                         group by e.detail, o.type
                        union all
                        select 'PEOPLE', null, o.type, count(*), 0
                          from entry e join object o on o.id = e.object_id
                         where e.list = 'user_defined' and e.origin_seq is null
                           and e.first_seen >= :since::timestamptz and e.first_seen < :until::timestamptz
                         group by o.type
                         order by 1 desc, 2, 3""",
                (row, n) -> new Came(
                        kind(row),
                        row.getString("source"),
                        row.getString("type"),
                        row.getLong("objects"),
                        row.getLong("withdrawn")));
    }

    private List<Listed> listed() {
        return jdbc.sql("""
                        select type, coalesce(ud_action, va_action) as action, count(*) as objects
                          from listed where present group by 1, 2 order by 1, 2""")
                .query((row, n) -> new Listed(row.getString("type"), row.getString("action"), row.getLong("objects")))
                .list();
    }

    private List<Expired> expired(Stretch time) {
        return of(time, """
                        select o.type, count(distinct o.id) as objects
                          from event e join object o on o.id = e.object_id
                         where e.at >= :since::timestamptz and e.at < :until::timestamptz and e.kind = 'expired'
                         group by o.type order by o.type""", (row, n) -> new Expired(row.getString("type"), row.getLong("objects")));
    }

    private List<Place> places(List<Overview.ProductLine> products) {
        Map<String, Long> confirmed = new HashMap<>();
        jdbc.sql("""
                        select p.name, count(d.identity)
                          from reader r
                          join product p on p.id = r.product_id
                          left join delivered d on d.reader_id = r.id and d.state = 'delivered' and d.confirmed_at is not null
                         where r.state = 'active' group by p.name""").query(row -> {
            confirmed.put(row.getString(1), row.getLong(2));
        });
        return products.stream()
                .filter(product -> confirmed.containsKey(product.name()))
                .map(product -> place(product, confirmed.get(product.name())))
                .toList();
    }

    private static Place place(Overview.ProductLine product, long confirmed) {
        Map<String, Long> objects = product.objects();
        return new Place(
                product.name(),
                objects.getOrDefault("offered", 0L),
                objects.getOrDefault("delivered", 0L),
                confirmed,
                objects.getOrDefault("due", 0L) + objects.getOrDefault("sending", 0L),
                objects.getOrDefault("refused", 0L),
                objects.getOrDefault("waiting for a SHA-256", 0L));
    }

    private List<Met> met(Stretch time) {
        return of(
                time,
                """
                        select p.name, d.action, count(*) as detections, count(d.object_id) as matched
                          from detection d join product p on p.id = d.product_id
                         where d.at >= :since::timestamptz and d.at < :until::timestamptz
                         group by p.name, d.action order by p.name, count(*) desc, d.action""",
                (row, n) -> new Met(
                        row.getString("name"),
                        row.getString("action"),
                        row.getLong("detections"),
                        row.getLong("matched")));
    }

    private List<TopObject> topObjects(Stretch time) {
        return of(
                time,
                """
                        select o.type, o.value, count(*) as detections, count(distinct d.endpoint) as endpoints
                          from detection d join object o on o.id = d.object_id
                         where d.at >= :since::timestamptz and d.at < :until::timestamptz
                         group by o.id order by count(*) desc, o.type, o.value limit :most""",
                (row, n) -> new TopObject(
                        row.getString("type"),
                        row.getString("value"),
                        row.getLong("detections"),
                        row.getLong("endpoints")));
    }

    private List<TopSource> topSources(Stretch time) {
        return of(
                time,
                """
                        with met as (
                            select d.object_id, count(*) as times
                              from detection d
                             where d.at >= :since::timestamptz and d.at < :until::timestamptz and d.object_id is not null
                             group by d.object_id
                        )
                        select kind, name, sum(times) as detections, count(*) as objects
                          from (select 'PRODUCT' as kind, p.name, m.times
                                  from met m
                                  join sighting s on s.object_id = m.object_id and not s.echo
                                  join product p on p.id = s.product_id
                                union all
                                select case when e.origin_seq is not null then 'MANAGER' else 'PEOPLE' end,
                                       case when e.origin_seq is not null then manager_name(e.origin) end, m.times
                                  from met m
                                  join entry e on e.object_id = m.object_id
                                   and (e.list = 'user_defined' or e.origin_seq is not null)) found
                         group by kind, name order by 3 desc, 1 desc, 2 limit :most""",
                (row, n) -> new TopSource(
                        kind(row), row.getString("name"), row.getLong("detections"), row.getLong("objects")));
    }

    private List<TopEndpoint> topEndpoints(Stretch time) {
        return of(
                time,
                """
                        select d.endpoint, count(*) as detections, count(distinct d.object_id) as objects
                          from detection d
                         where d.at >= :since::timestamptz and d.at < :until::timestamptz and d.endpoint is not null
                         group by d.endpoint order by count(*) desc, d.endpoint limit :most""",
                (row, n) ->
                        new TopEndpoint(row.getString("endpoint"), row.getLong("detections"), row.getLong("objects")));
    }

    private TakenBack takenBack(Stretch time) {
        long exceptions = number(time, """
                        select count(*) from exception e
                         where e.source <> 'setting' and e.decided_at >= :since::timestamptz and e.decided_at < :until::timestamptz""");
        long ended = number(time, """
                        select count(distinct k.object_id)
                          from task t join task_object k on k.task_id = t.id and k.done
                         where t.created_at >= :since::timestamptz and t.created_at < :until::timestamptz and t.kind = 'decide'
                           and ((t.detail ->> 'hold')::boolean or (t.detail ->> 'expires_at')::timestamptz <= t.created_at)
                           and not exists (select from task u where u.undoes = t.id)""");
        long undefined = number(time, """
                        select count(distinct e.object_id) from event e
                         where e.at >= :since::timestamptz and e.at < :until::timestamptz and e.kind = 'undefined'""");
        return new TakenBack(exceptions, largest(time), ended, undefined);
    }

    private List<Exempted> largest(Stretch time) {
        return of(
                time,
                """
                        select e.type, e.pattern, e.decided_by, e.decided_at, e.present, h.objects, h.detections
                          from exception e
                         cross join lateral (select count(*) as objects,
                                                    coalesce(sum((select count(*) from detection d
                                                                   where d.object_id = x.object_id
                                                                     and d.at >= :since::timestamptz and d.at < :until::timestamptz)), 0)
                                                        as detections
                                               from exception_hit x where x.exception_id = e.id) h
                         where e.source <> 'setting' and e.decided_at >= :since::timestamptz and e.decided_at < :until::timestamptz
                         order by h.objects desc, h.detections desc, e.id limit :most""",
                (row, n) -> new Exempted(
                        row.getString("type"),
                        row.getString("pattern"),
                        row.getString("decided_by"),
                        Stored.instant(row, "decided_at"),
                        row.getBoolean("present"),
                        row.getLong("objects"),
                        row.getLong("detections")));
    }

    private long number(Stretch time, String sql) {
        return jdbc.sql(sql)
                .param("since", time.since().toString())
                .param("until", time.until().toString())
                .query(Long.class)
                .single();
    }

    // A product that is pushed to has taken its stretch of the log when that became entries; these may still be on
    // their way.
    private List<Behind> behind(List<Overview.ProductLine> products) {
        Map<String, Long> waiting = new HashMap<>();
        List<Behind> behind = new ArrayList<>();
        jdbc.sql("""
                        select p.name as product, coalesce(r.host_name, r.name) as caller, r.last_call_at,
                               (select count(*)
                                  from view_of(r.id, greatest(r.watermark, r.asked, case when r.client is null then r.offered end), :most, false))
                               + (select count(*) from delivered d where d.reader_id = r.id and d.state in ('due', 'sending')) as waiting
                          from reader r left join product p on p.id = r.product_id
                         where r.state = 'active' and not r.edge
                         order by 2""").param("most", MOST_WAITING).query(row -> {
            if (row.getString("product") != null) {
                waiting.merge(row.getString("product"), row.getLong("waiting"), Long::sum);
            } else if (row.getLong("waiting") > 0) {
                behind.add(new Behind(
                        row.getString("caller"), row.getLong("waiting"), Stored.instant(row, "last_call_at"), null));
            }
        });
        edges.all().stream()
                .filter(edge -> edge.lag() > 0)
                .map(edge -> new Behind(edge.name(), edge.lag(), edge.lastCallAt(), null))
                .forEach(behind::add);
        products.stream()
                .map(product -> new Behind(
                        product.name(),
                        waiting.getOrDefault(product.name(), 0L),
                        product.lastSuccessAt(),
                        product.lastError()))
                .filter(product -> product.waiting() > 0 || product.lastError() != null)
                .forEach(behind::add);
        return behind;
    }

    private static List<Full> full(List<Overview.ProductLine> products) {
        return products.stream()
                .flatMap(product -> product.lists().stream()
                        .filter(room -> room.leftOut() > 0 || room.held() >= room.most())
                        .map(room -> new Full(product.name(), room.type(), room.held(), room.most(), room.leftOut())))
                .toList();
    }

    private static Kind kind(ResultSet row) throws SQLException {
        return Kind.valueOf(row.getString("kind"));
    }
}
