// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The consolidated list in the order of its dates: each object once, as it stands, where it changed last. What was taken off
 * stays, as such. A page costs the same wherever in the list it begins.
 */
@Repository
public class Indicators {

    private static final RowMapper<Indicator> INDICATOR = Indicators::indicator;

    private final JdbcClient jdbc;

    public Indicators(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A part of the list: objects of some types, or those that were ever put there by one list. */
    public record Part(List<ObjectType> types, String list) {

        /** Everything. */
        public static final Part ALL = new Part(List.of(ObjectType.values()), null);

        /** What sandboxes found. */
        public static final Part VIRTUAL_ANALYZER = new Part(List.of(), "ever_va");

        /** What people and programs listed. */
        public static final Part USER_DEFINED = new Part(List.of(), "ever_ud");

        /** Objects of one type. */
        public static Part of(ObjectType type) {
            return new Part(List.of(type), null);
        }
    }

    /** The numbers behind {@code after}, up to and with {@code upTo}. */
    public record Span(long after, long upTo) {}

    /** The highest number whose date is not later than this; 0 where none is that old. */
    public long numberAt(Instant date) {
        return jdbc.sql("select coalesce(number_at(:date::timestamptz), 0)")
                .param("date", Stored.text(date))
                .query(Long.class)
                .single();
    }

    /** At most so many, in rising order. */
    public List<Indicator> page(Part part, Span span, int most) {
        return rows(page(part), part, span, Map.of("most", most));
    }

    static String page(Part part) {
        return part.list() == null
                ? shown("""
                        select l.* from unnest(string_to_array(:types, ',')) as t(type)
                         cross join lateral (select * from listed l
                                              where l.type = t.type and l.seq > :after and l.seq <= :upTo
                                              order by l.seq limit :most) l
                         order by l.seq limit :most""")
                : shown("select * from listed where " + part.list()
                        + " and seq > :after and seq <= :upTo order by seq limit :most");
    }

    /** Those of these ids that belong to the part. */
    public List<Indicator> find(Part part, Span span, List<UUID> ids) {
        String joined = ids.stream().map(UUID::toString).collect(Collectors.joining(","));
        return rows(find(part), part, span, Map.of("ids", joined));
    }

    static String find(Part part) {
        return shown("""
                select l.* from object o join listed l on l.object_id = o.id
                 where indicator_id(o.type, o.value) = any(string_to_array(:ids, ',')::uuid[])
                   and l.seq > :after and l.seq <= :upTo and\s""" + (part.list() == null ? "l.type = any(string_to_array(:types, ','))" : "l." + part.list()));
    }

    private static String shown(String rows) {
        return """
                select indicator_id(o.type, o.value) as id, o.type, o.value, l.seq,
                       d.at + (l.seq - d.first) * interval '10 microseconds' as date_added,
                       date_trunc('milliseconds', l.created_at) as created_at,
                       coalesce(l.ud_action, l.va_action) as action,
                       l.va_action is not null as va, l.ud_action is not null as ud,
                       case when l.ud_action is null then l.va_risk else 3 end as risk,
                       greatest(case when l.va_action is not null then l.va_expires_at end,
                                case when l.ud_action is not null then l.ud_expires_at end) as expires_at,
                       l.detection
                  from (%s) l
                  join object o on o.id = l.object_id
                 cross join lateral (select * from dated d where d.first <= l.seq order by d.first desc limit 1) d
                 order by l.seq""".formatted(rows);
    }

    private List<Indicator> rows(String sql, Part part, Span span, Map<String, Object> more) {
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put("types", part.types().stream().map(ObjectType::word).collect(Collectors.joining(",")));
        parameters.put("after", span.after());
        parameters.put("upTo", span.upTo());
        return jdbc.sql(sql).params(parameters).query(INDICATOR).list();
    }

    private static Indicator indicator(ResultSet row, int n) throws SQLException {
        Instant expires = Stored.instant(row, "expires_at");
        return new Indicator(
                row.getObject("id", UUID.class),
                Stored.object(row),
                row.getLong("seq"),
                Stored.instant(row, "date_added"),
                Stored.instant(row, "created_at"),
                Stored.action(row.getString("action")),
                row.getBoolean("va"),
                row.getBoolean("ud"),
                Stored.risk(row),
                Instant.MAX.equals(expires) ? null : expires,
                row.getString("detection"));
    }
}
