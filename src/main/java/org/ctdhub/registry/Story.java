// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The story of one object: who reported it, what was decided by which rule and whom, and where it stands. */
@Repository
public class Story {

    private static final String NOT_TAKEN = "not a type that it takes";

    private final JdbcClient jdbc;
    private final WarningLists warnings;
    private final Refusals refusals;

    public Story(JdbcClient jdbc, WarningLists warnings, Refusals refusals) {
        this.jdbc = jdbc;
        this.warnings = warnings;
        this.refusals = refusals;
    }

    /**
     * Everything known of an object.
     *
     * @param listed whether it is on the consolidated list now
     * @param number of its last change, or null if it never was on the list
     * @param action what consumers are told to do with it, or null
     * @param actionRule why it is that one
     * @param expiresAt when it leaves the list; null: never, or it isn't on it
     * @param expiryRule why then
     * @param sha256 of a file, or null if it isn't known
     * @param unheard whether products are told to log it of which none says what it meets
     * @param heldBack what keeps it off the list, or nothing
     * @param warnings which entries of which warning lists match it, whether they keep it off or not
     */
    public record Told(
            String type,
            String value,
            boolean listed,
            List<String> lists,
            Long number,
            String risk,
            String action,
            String actionRule,
            Instant expiresAt,
            String expiryRule,
            String sha256,
            List<String> heldBack,
            List<WarningLists.Match> warnings,
            boolean unheard,
            List<Report> reports,
            List<Origin> origins,
            List<Event> events,
            List<Place> places) {}

    /**
     * What one product says of it.
     *
     * @param expiresAt as the product said, or as follows from the type's default; null: never
     * @param withdrawnAt when the product took it back, or null
     * @param echo whether the product had it from this hub; then the report counts for nothing
     */
    public record Report(
            String product,
            String risk,
            String detection,
            String sourceSha1,
            Instant firstSeen,
            Instant lastSeen,
            Instant expiresAt,
            boolean dated,
            Instant withdrawnAt,
            boolean echo) {}

    /**
     * What another manager says of it.
     *
     * @param manager its name
     * @param expiresAt null: never
     * @param stands whether it stands there, as that manager said last
     */
    public record Origin(String manager, String list, String risk, Instant expiresAt, boolean stands) {}

    /**
     * Something that happened to it.
     *
     * @param who the account, token or application that decided it, or null
     * @param number the number that the change got, or null
     */
    public record Event(Instant at, String kind, String product, String who, Long number, String detail) {}

    /**
     * Where it stands at one product.
     *
     * @param state offered, delivered, confirmed (it was read back since), refused, sending, due, waiting, withdrawn, not listed or not taken
     * @param reason why, where that isn't plain
     * @param action what this product is told to do, or null
     * @param since when it came to be so, where that is known; for confirmed: when it was last read back
     */
    public record Place(String product, String state, String reason, String action, Instant since) {}

    /** The story, or empty if nobody ever reported the object. */
    public Optional<Told> tell(SuspiciousObject object) {
        return jdbc.sql("""
                        select o.id, o.type, l.present, l.seq, coalesce(l.ud_action, l.va_action) as action, l.sha256,
                               l.ud_action, l.va_risk, d.action as decided, d.decided_by, d.expires_at as date,
                               ud.action as ud_own, p.action as preset,
                               (array['low','medium','high'])[case when l.ud_action is not null then 3 else l.va_risk end]
                                   as risk,
                               case when l.ud_action is not null then l.ud_expires_at
                                    when l.va_action is not null
                                    then (select max(e.due_at) from entry e
                                           where e.object_id = o.id and e.list = 'virtual_analyzer' and e.present)
                                    end as expires_at,
                               exists (select from extension x
                                         join entry e on e.object_id = x.object_id and e.list = 'virtual_analyzer' and e.present
                                        where x.object_id = o.id and e.due_at = x.until) as extended
                          from object o
                          left join listed l on l.object_id = o.id
                          left join decision d on d.object_id = o.id
                          left join lateral (select e.action from entry e
                                              where e.object_id = o.id and e.list = 'user_defined' and e.present
                                              order by e.origin_seq is null, e.origin limit 1) ud on true
                          left join preset p on p.type = o.type
                               and p.risk = case when l.ud_action is not null then 3 else l.va_risk end
                         where o.type = :type and o.digest = sha256(convert_to(:value, 'UTF8'))""")
                .param("type", object.type().word())
                .param("value", object.value())
                .query((row, n) -> told(object, row))
                .optional();
    }

    private Told told(SuspiciousObject object, ResultSet row) throws SQLException {
        long id = row.getLong("id");
        boolean listed = row.getBoolean("present");
        List<Report> reports = reports(id);
        return new Told(
                object.type().word(),
                object.value(),
                listed,
                lists(id),
                row.getObject("seq", Long.class),
                row.getString("risk"),
                row.getString("action"),
                listed ? actionRule(row) : null,
                orNever(Stored.instant(row, "expires_at")),
                listed ? expiryRule(row, reports) : null,
                row.getString("sha256"),
                heldBack(id),
                warnings.matches(object),
                jdbc.sql("select exists (select from unheard(array[:object::bigint]))")
                        .param("object", id)
                        .query(Boolean.class)
                        .single(),
                reports,
                origins(id),
                events(id),
                places(id, object.type()));
    }

    private static String actionRule(ResultSet row) throws SQLException {
        if (row.getString("ud_action") != null && row.getString("ud_own") != null) {
            return "set on the user-defined list";
        }
        if (row.getString("decided") != null) {
            return "set for this object by " + row.getString("decided_by");
        }
        return "preset for " + row.getString("type") + " of " + row.getString("risk") + " risk";
    }

    private static String expiryRule(ResultSet row, List<Report> reports) throws SQLException {
        if (row.getString("ud_action") != null) {
            return "the date on the user-defined list";
        }
        if (row.getBoolean("extended")) {
            return "the default for " + row.getString("type") + ", from the last detection";
        }
        Instant date = Stored.instant(row, "date");
        if (date != null && date.equals(Stored.instant(row, "expires_at"))) {
            return "set for this object by " + row.getString("decided_by");
        }
        if (reports.stream().allMatch(r -> r.withdrawnAt() != null || r.echo())) {
            return "the latest date that another manager gave";
        }
        return reports.stream().anyMatch(r -> r.dated() && r.withdrawnAt() == null && !r.echo())
                ? "the latest date that a report gave"
                : "the default for " + row.getString("type") + ", from the last report";
    }

    private static Instant orNever(Instant date) {
        return Instant.MAX.equals(date) ? null : date;
    }

    private List<String> lists(long object) {
        return jdbc.sql("select distinct list from entry where object_id = :object and present order by list")
                .param("object", object)
                .query(String.class)
                .list();
    }

    private List<String> heldBack(long object) {
        return jdbc.sql("""
                        select 'exception ' || e.id || ': ' || e.pattern
                               || case when e.source = 'setting' then ' (your own)' else '' end
                          from exception_hit h join exception e on e.id = h.exception_id where h.object_id = :object
                        union all
                        select 'held by ' || d.decided_by from decision d where d.object_id = :object and d.hold
                        union all
                        select g.state || ' by the warning list ' || l.title || ': ' || e.entry
                          from guarded g
                          join warning_hit h on h.object_id = g.object_id
                          join warning_list l on l.id = h.list_id
                               and l.mode = case g.state when 'held' then 'hold' else 'suppress' end
                          join warning_entry e on e.id = h.entry_id
                         where g.object_id = :object""").param("object", object).query(String.class).list();
    }

    private List<Report> reports(long object) {
        return jdbc.sql("""
                        select p.name, (array['low','medium','high'])[s.risk] as risk, s.detection, s.source_sha1,
                               s.first_seen, s.last_seen, s.expires_at, s.dated, s.withdrawn_at, s.echo
                          from sighting s join product p on p.id = s.product_id
                         where s.object_id = :object order by s.first_seen, p.name""")
                .param("object", object)
                .query((row, n) -> new Report(
                        row.getString("name"),
                        row.getString("risk"),
                        row.getString("detection"),
                        row.getString("source_sha1"),
                        Stored.instant(row, "first_seen"),
                        Stored.instant(row, "last_seen"),
                        orNever(Stored.instant(row, "expires_at")),
                        row.getBoolean("dated"),
                        Stored.instant(row, "withdrawn_at"),
                        row.getBoolean("echo")))
                .list();
    }

    private List<Origin> origins(long object) {
        return jdbc.sql("""
                        select manager_name(e.origin) as manager, e.list, (array['low','medium','high'])[e.risk] as risk,
                               e.expires_at, e.at_origin
                          from entry e where e.object_id = :object and e.origin_seq is not null order by e.list, 1""")
                .param("object", object)
                .query((row, n) -> new Origin(
                        row.getString("manager"),
                        row.getString("list"),
                        row.getString("risk"),
                        orNever(Stored.instant(row, "expires_at")),
                        row.getBoolean("at_origin")))
                .list();
    }

    // What was decided over many objects stands in its task, and joins the story of each.
    private List<Event> events(long object) {
        return jdbc.sql("""
                        select * from (
                            select e.at, e.kind, p.name, case when e.kind in ('defined', 'undefined') then e.detail end as who,
                                   e.seq, case when e.kind not in ('defined', 'undefined') then e.detail end as detail
                              from event e left join product p on p.id = e.product_id
                             where e.object_id = :object
                            union all
                            select t.created_at, t.kind, null, t.actor, k.seq,
                                   'task ' || t.id || ' over ' || t.total || case t.total when 1 then ' object' else ' objects' end
                                   || case when t.kind = 'decide' then ': ' || (t.detail - 'filter')::text
                                           when t.kind = 'preset' then ': ' || (t.detail ->> 'action')
                                           when t.kind in ('except', 'readmit') then ': ' || (t.detail ->> 'pattern')
                                           when t.kind = 'guard' then ': ' || (t.detail ->> 'name')
                                                || coalesce(', ' || (t.detail ->> 'mode'), '')
                                           when t.kind = 'undo' then ', taking back task ' || t.undoes
                                           else '' end
                              from task_object k join task t on t.id = k.task_id
                             where k.object_id = :object and k.done
                            union all
                            select f.at, 'offered', coalesce(p.name, r.name), null, f.up_to, null
                              from listed l
                              join reader r on r.client is not null or r.whole
                              join capability c on c.view_id = r.view_id and c.type = l.type and c.given is not null
                                   and c.wanted = coalesce(l.ud_action, l.va_action)
                              left join product p on p.id = r.product_id
                             cross join lateral (select f.at, f.up_to from offer f
                                                  where f.reader_id = r.id and f.up_to >= l.seq order by f.up_to limit 1) f
                             where l.object_id = :object
                            union all
                            select * from met(:object)) x
                         order by at, seq nulls first""")
                .param("object", object)
                .query((row, n) -> new Event(
                        Stored.instant(row, "at"),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("who"),
                        row.getObject("seq", Long.class),
                        row.getString("detail")))
                .list();
    }

    // Reasons are computed from what stands, so they can't be out of date.
    private List<Place> places(long object, ObjectType type) {
        Map<String, String> through = new HashMap<>();
        jdbc.sql("""
                        select p.name, v.through from product_via v join product p on p.id = v.product_id
                          join object o on o.type = v.type where o.id = :object""").param("object", object).query(row -> {
            through.put(row.getString("name"), row.getString("through"));
        });
        List<Place> places = jdbc.sql(PLACES)
                .param("object", object)
                .query((row, n) -> new Place(
                        row.getString("name"),
                        row.getString("state"),
                        row.getBoolean("untaken") ? notTaken(row.getString("name"), type) : row.getString("reason"),
                        row.getString("given"),
                        Stored.instant(row, "since")))
                .list();
        return places.stream()
                .map(place -> through.containsKey(place.product())
                        ? byWayOf(through.get(place.product()), place, places)
                        : place)
                .toList();
    }

    private String notTaken(String product, ObjectType type) {
        return refusals.why(product, type).map(why -> NOT_TAKEN + ": " + why).orElse(NOT_TAKEN);
    }

    /** A product that learns of an object by asking another says how it stands with that one. */
    private static Place byWayOf(String other, Place place, List<Place> places) {
        String there = places.stream()
                .filter(each -> each.product().equals(other))
                .findFirst()
                .map(each -> each.reason() == null ? each.state() : each.state() + " (" + each.reason() + ")")
                .orElse("no product that takes objects");
        return new Place(
                place.product(),
                place.state(),
                "not taken itself; by way of " + other + ": " + there,
                place.action(),
                place.since());
    }

    private static final String PLACES = """
            with seen as (
                select r.*, coalesce(p.name, r.name) as shown, coalesce(p.enabled, true) as enabled, l.*,
                       k.given, k.type as takes, k.needs_sha256, d.reason as why, d.held,
                       f.reason as no_form,
                       case when d.state = 'delivered' and d.confirmed_at is not null then 'confirmed'
                            else d.state end as there,
                       coalesce(d.confirmed_at, d.changed_at) as there_since,
                       case when x.view_id is not null then m.seq
                            when k.needs_sha256 then l.sha256_seq else l.seq end as number,
                       x.most, x.view_id is not null and m.present is not true as left_out,
                       case when k.user_defined is not false and l.ud_action is not null then l.ud_action
                            else l.va_action end as wanted,
                       exists (select from exception_hit h where h.object_id = l.object_id) as excepted
                  from reader r
                  left join product p on p.id = r.product_id
                  join listed l on l.object_id = :object
                  left join lateral (select c.* from capability c
                                      where c.view_id = r.view_id and c.type = l.type
                                        and c.wanted = coalesce(case when c.user_defined then l.ud_action end, l.va_action, 'log')
                                    ) k on true
                  left join view_limit x on x.view_id = r.view_id and x.type = l.type
                  left join member m on m.view_id = r.view_id and m.object_id = l.object_id
                  left join contribution b on b.reader_id = r.id and b.object_id = l.object_id
                  left join delivered d on d.reader_id = r.id and d.identity = b.identity
                  left join lateral (select min(x.reason) as reason from list_left_out x
                                      where x.reader_id = r.id and x.object_id = l.object_id) f on true
                 where r.state = 'active'
            )
            select s.shown as name, s.enabled and s.takes is null as untaken, case when s.present and not s.stopped and not s.left_out then s.given end as given,
                   case when not s.enabled then 'not taken'
                        when s.takes is null then 'not taken'
                        when s.there is not null then s.there
                        when not s.present and s.client is not null and s.number > s.watermark and s.watermark > 0 then 'due'
                        when not s.present and s.whole and s.number > greatest(s.watermark, s.offered)
                             and greatest(s.watermark, s.offered) > 0 then 'due'
                        when not s.present then 'not listed'
                        when s.given is null or s.stopped or s.left_out or s.no_form is not null then 'not taken'
                        when s.needs_sha256 and s.sha256 is null then 'waiting'
                        when s.client is null and not s.whole then 'due'
                        when s.number <= s.watermark then 'delivered'
                        when s.number <= s.offered then 'offered'
                        else 'due' end as state,
                   case when not s.enabled then 'the product is disabled'
                        when s.takes is null then null
                        when s.there is not null then s.why
                        when not s.present and s.excepted then 'excepted'
                        when not s.present then null
                        when s.stopped then 'stopped by an emergency stop'
                        when s.given is null then 'action is ' || s.wanted
                        when s.left_out then 'over the limit: its list holds ' || s.most || ' of a type, and they rank higher'
                        when s.no_form is not null then 'its file can''t carry it: ' || s.no_form
                        when s.needs_sha256 and s.sha256 is null then 'waiting for a SHA-256'
                        when s.last_error is not null and s.not_before is not null then s.last_error end as reason,
                   case when s.there is not null then s.there_since
                        when (s.client is not null or s.whole) and s.present and s.given is not null
                             and s.number <= s.offered
                        then (select min(f.at) from offer f where f.reader_id = s.id and f.up_to >= s.number) end as since
              from seen s
             order by 1""";
}
