// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The story of one object: who reported it, what was decided, and where it stands. */
@Repository
public class Story {

    private final JdbcClient jdbc;

    public Story(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Everything known of an object.
     *
     * @param listed whether it is on the consolidated list now
     * @param action what consumers are told to do with it, or null
     * @param expiresAt when it leaves the list; null: never, or it isn't on it
     * @param sha256 of a file, or null if it isn't known
     */
    public record Told(
            String type,
            String value,
            boolean listed,
            String action,
            Instant expiresAt,
            String sha256,
            List<Event> events,
            List<Place> places) {}

    /** Something that happened to it. */
    public record Event(Instant at, String kind, String product, Long number, String detail) {}

    /**
     * Where it stands at one product.
     *
     * @param state waiting, due, sending, delivered, refused, offered, or not taken
     * @param reason why, where that isn't plain
     */
    public record Place(String product, String state, String reason) {}

    /** The story, or empty if nobody ever reported the object. */
    public Optional<Told> tell(SuspiciousObject object) {
        return jdbc.sql("""
                        select o.id, l.present, coalesce(l.ud_action, l.va_action) as action, l.sha256,
                               coalesce(l.ud_expires_at, l.va_expires_at) as expires_at
                          from object o left join listed l on l.object_id = o.id
                         where o.type = :type and o.digest = sha256(convert_to(:value, 'UTF8'))""")
                .param("type", object.type().word())
                .param("value", object.value())
                .query((row, n) -> told(object, row))
                .optional();
    }

    private Told told(SuspiciousObject object, ResultSet row) throws SQLException {
        long id = row.getLong("id");
        Instant expires = Stored.instant(row, "expires_at");
        return new Told(
                object.type().word(),
                object.value(),
                row.getBoolean("present"),
                row.getString("action"),
                Instant.MAX.equals(expires) ? null : expires,
                row.getString("sha256"),
                events(id),
                places(id));
    }

    private List<Event> events(long object) {
        return jdbc.sql("""
                        select e.at, e.kind, p.name, e.seq, e.detail
                          from event e left join product p on p.id = e.product_id
                         where e.object_id = :object order by e.at, e.seq nulls first""")
                .param("object", object)
                .query((row, n) -> new Event(
                        Stored.instant(row, "at"),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getObject("seq", Long.class),
                        row.getString("detail")))
                .list();
    }

    // Reasons are computed from what stands, so they can't be out of date.
    private List<Place> places(long object) {
        return jdbc.sql("""
                        select coalesce(p.name, r.name) as name,
                               case when d.state is not null then d.state
                                    when k.type is null then 'not taken'
                                    when not l.present then 'not listed'
                                    when k.given is null then 'not taken'
                                    when k.needs_sha256 and l.sha256 is null then 'waiting'
                                    when r.client is null then 'due'
                                    when l.seq <= r.watermark then 'offered'
                                    else 'due' end as state,
                               case when d.state is not null then d.reason
                                    when k.type is null then 'not a type that it takes'
                                    when not l.present then null
                                    when k.given is null then 'action is ' || coalesce(l.ud_action, l.va_action)
                                    when k.needs_sha256 and l.sha256 is null then 'waiting for a SHA-256' end as reason
                          from reader r
                          left join product p on p.id = r.product_id
                          join listed l on l.object_id = :object
                          left join capability k on k.reader_id = r.id and k.type = l.type
                               and k.wanted = coalesce(l.ud_action, l.va_action, 'log')
                          left join contribution c on c.reader_id = r.id and c.object_id = l.object_id
                          left join delivered d on d.reader_id = r.id and d.identity = c.identity
                         where r.state = 'active' and coalesce(p.enabled, true)
                         order by 1""")
                .param("object", object)
                .query((row, n) -> new Place(row.getString("name"), row.getString("state"), row.getString("reason")))
                .list();
    }
}
