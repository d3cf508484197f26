// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The user-defined list in the registry. */
@Repository
public class UserDefined implements UserDefinedList {

    private static final int LONGEST_NOTES = 256;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Exceptions exceptions;
    private final Audit audit;
    private final Clock clock;

    public UserDefined(
            JdbcClient jdbc, TransactionTemplate transaction, Exceptions exceptions, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.exceptions = exceptions;
        this.audit = audit;
        this.clock = clock;
    }

    /** As in the interface; throws {@link ImpossibleException} for what can't be on the list. */
    @Override
    public boolean put(Wish wish, Actor by) {
        Instant at = clock.instant();
        check(wish, at);
        return Retry.onConflict(() -> transaction.execute(status -> {
            long id = enter(wish.object());
            Map<String, Object> before = shown(id);
            boolean differs = jdbc.sql("""
                            select differs from define(array[:id::bigint], array[:action::text], array[:date::timestamptz],
                                                       array[:notes::text], :at::timestamptz, null)""")
                    .param("id", id)
                    .param(
                            "action",
                            wish.action() == null ? null : wish.action().word())
                    .param("date", Stored.text(wish.expiresAt()))
                    .param("notes", wish.notes())
                    .param("at", at.toString())
                    .query(Boolean.class)
                    .single();
            if (differs) {
                tell(id, "defined", by, at);
                audit.record(by, "user_defined.put", name(wish.object()), before, shown(id));
            }
            return differs;
        }));
    }

    @Override
    public boolean remove(SuspiciousObject object, Actor by) {
        Instant at = clock.instant();
        return Retry.onConflict(() -> transaction.execute(status -> {
            List<Long> id = jdbc.sql("""
                            select distinct o.id from object o
                              join entry e on e.object_id = o.id and e.list = 'user_defined' and e.present
                             where o.type = :type and o.digest = sha256(convert_to(:value, 'UTF8'))""")
                    .param("type", object.type().word())
                    .param("value", object.value())
                    .query(Long.class)
                    .list();
            if (id.isEmpty()) {
                return false;
            }
            refuseOfHub(id.get(0));
            Map<String, Object> before = shown(id.get(0));
            jdbc.sql("select undefine(array[:id::bigint], :at::timestamptz, null)")
                    .param("id", id.get(0))
                    .param("at", at.toString())
                    .query(rs -> {});
            tell(id.get(0), "undefined", by, at);
            audit.record(by, "user_defined.remove", name(object), before, null);
            return true;
        }));
    }

    private void refuseOfHub(long id) {
        boolean ofHub = jdbc.sql("""
                        select (select role from federation) = 'edge' and not exists (
                               select from entry e where e.object_id = :id and e.list = 'user_defined' and e.present
                                  and e.origin_seq is null)""").param("id", id).query(Boolean.class).single();
        if (ofHub) {
            throw new Conflict("This object stands on the user-defined list of this edge's hub. Take it off there.");
        }
    }

    @Override
    public List<Entry> find(ObjectType type, String part, int most) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("type", type == null ? null : type.word());
        parameters.put("part", part);
        parameters.put("most", most);
        return jdbc.sql("""
                        select o.type, o.value, e.action, e.expires_at, e.notes
                          from entry e join object o on o.id = e.object_id
                         where e.list = 'user_defined' and e.present
                           and (:type::text is null or o.type = :type)
                           and (:part::text is null
                                or case o.type
                                     when 'url' then position(:part in o.value) > 0
                                                     or position(lower(:part) in lower(o.value)) between 1 and
                                                        length(substring(o.value from '^[a-z]+://[^/]*'))
                                     else position(lower(:part) in o.value) > 0 end)
                         order by o.value limit :most""").params(parameters).query(UserDefined::entry).list();
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        return new Entry(
                Stored.object(row),
                Stored.action(row.getString("action")),
                Stored.instant(row, "expires_at"),
                row.getString("notes"));
    }

    private void check(Wish wish, Instant at) {
        Impossible.check(wish.object().type(), wish.action());
        if (!wish.expiresAt().isAfter(at)) {
            throw new ImpossibleException(
                    "The date " + wish.expiresAt() + " is past. Give one that is to come, or none for ever.");
        }
        if (wish.notes() != null && wish.notes().length() > LONGEST_NOTES) {
            throw new ImpossibleException("The notes have " + wish.notes().length() + " characters; at most "
                    + LONGEST_NOTES + " are kept. Shorten them.");
        }
        exceptions.ownThatCovers(wish.object()).ifPresent(own -> {
            throw new ImpossibleException(
                    "The " + wish.object().type().word() + " \"" + wish.object().value() + "\" belongs to " + own
                            + ", which is your own (setting ctd.own), and can never be listed.");
        });
    }

    private long enter(SuspiciousObject object) {
        jdbc.sql("""
                        insert into object (type, value, digest, host, addr)
                        values (:type, :value, sha256(convert_to(:value, 'UTF8')), :host, :addr::inet)
                        on conflict (type, digest) do nothing""")
                .param("type", object.type().word())
                .param("value", object.value())
                .param("host", MatchKey.host(object))
                .param("addr", MatchKey.address(object))
                .update();
        return jdbc.sql("""
                        select id from object
                         where type = :type and digest = sha256(convert_to(:value, 'UTF8'))""")
                .param("type", object.type().word())
                .param("value", object.value())
                .query(Long.class)
                .single();
    }

    private Map<String, Object> shown(long id) {
        return jdbc.sql("""
                        select jsonb_build_object('action', action, 'expires_at', expires_at, 'notes', notes)::text
                          from entry where object_id = :id and list = 'user_defined' and present
                         order by origin_seq nulls first limit 1""")
                .param("id", id)
                .query((row, n) -> Json.map(row.getString(1)))
                .optional()
                .orElse(null);
    }

    private void tell(long id, String kind, Actor by, Instant at) {
        jdbc.sql("""
                        insert into event (at, object_id, kind, detail) values (:at::timestamptz, :id, :kind, :by)""")
                .param("at", at.toString())
                .param("id", id)
                .param("kind", kind)
                .param("by", by.name())
                .update();
    }

    private static String name(SuspiciousObject object) {
        return object.type().word() + "/" + object.value();
    }
}
