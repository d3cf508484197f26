// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of objects: pages of them, and many looked up at once. */
@Repository
public class Objects {

    /** A value may be longer than an index takes. */
    private static final String KEY = "left(o.value, 100) collate \"C\"";

    private final JdbcClient jdbc;

    public Objects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One object.
     *
     * @param lists the lists that it stands on
     * @param state listed, excepted, held, suppressed or gone
     * @param risk low, medium or high as the consolidated list has it, or null
     * @param action what consumers are told to do, or null
     * @param expiresAt when it leaves the list; null: never, or it isn't on it
     * @param number of its last change, or null if it never was on the list
     */
    public record Line(
            long id,
            String type,
            String value,
            List<String> lists,
            String state,
            String risk,
            String action,
            Instant expiresAt,
            List<String> sources,
            String sha256,
            String notes,
            Instant firstSeen,
            Long number,
            Instant changedAt) {}

    /** In what order pages come. Each has an index, so that a page costs the same wherever it begins. */
    public enum Sort {
        NEWEST("true", "o.id desc", "o.id < :after"),
        OLDEST("true", "o.id", "o.id > :after"),
        /** By the first 100 characters of their values, as bytes go. */
        VALUE(
                "true",
                KEY + ", o.id",
                "(" + KEY + ", o.id) > (select " + KEY + ", o.id from object o where o.id = :after)"),
        /** What changed last on the list comes first; what was never on it doesn't come. */
        CHANGED("l.seq is not null", "-l.seq", "-l.seq > (select -seq from listed where object_id = :after)"),
        /** Of what is on the list, what leaves it first. */
        EXPIRES(
                "l.present",
                "l.due_at, l.object_id",
                "(l.due_at, l.object_id) > (select due_at, object_id from listed where object_id = :after)");

        private final String among;
        private final String by;
        private final String behind;

        Sort(String among, String by, String behind) {
            this.among = among;
            this.by = by;
            this.behind = behind;
        }

        /** The order of a word, such as {@code newest}. */
        public static Sort of(String word) {
            return Orders.of(Sort.class, word);
        }

        /** What there is to choose from. */
        public static List<String> words() {
            return Orders.words(Sort.class);
        }

        /** As the API and the console have it. */
        public String word() {
            return Orders.word(this);
        }
    }

    /** A page of objects, behind the one with this id; 0 begins. */
    public List<Line> page(Filter filter, Sort sort, long after, int most) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters);
        return jdbc.sql(SELECT
                        + " join (select o.id from object o left join listed l on l.object_id = o.id where " + where
                        + " and " + sort.among + " and " + (after == 0 ? "true" : sort.behind) + " order by " + sort.by
                        + " limit :most) page on page.id = o.id order by " + sort.by)
                .params(parameters)
                .param("after", after)
                .param("most", most)
                .query(Objects::line)
                .list();
    }

    /** How many objects a filter finds, counted up to {@code most}. */
    public long count(Filter filter, int most) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters);
        return jdbc.sql("select count(*) from (select from object o left join listed l on l.object_id = o.id where "
                        + where + " limit :most) found")
                .params(parameters)
                .param("most", most)
                .query(Long.class)
                .single();
    }

    /** Those of these objects that are known. */
    public List<Line> lookUp(List<SuspiciousObject> objects) {
        return jdbc.sql(SELECT + """
                          join unnest(:types::text[], :values::text[]) as g(type, value)
                               on o.type = g.type and o.digest = sha256(convert_to(g.value, 'UTF8'))""")
                .param("types", objects.stream().map(o -> o.type().word()).toArray(String[]::new))
                .param("values", objects.stream().map(SuspiciousObject::value).toArray(String[]::new))
                .query(Objects::line)
                .list();
    }

    private static Line line(ResultSet row, int n) throws SQLException {
        Instant expires = Stored.instant(row, "expires_at");
        return new Line(
                row.getLong("id"),
                row.getString("type"),
                row.getString("value"),
                texts(row, "lists"),
                row.getString("state"),
                row.getString("risk"),
                row.getString("action"),
                Instant.MAX.equals(expires) ? null : expires,
                texts(row, "sources"),
                row.getString("sha256"),
                row.getString("notes"),
                Stored.instant(row, "first_seen"),
                row.getObject("seq", Long.class),
                Stored.instant(row, "changed_at"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    private static final String SELECT = """
            select o.id, o.type, o.value, l.seq, l.changed_at, l.sha256,
                   coalesce(l.ud_action, l.va_action) as action,
                   (array['low','medium','high'])[case when l.ud_action is not null then 3 else l.va_risk end] as risk,
                   case when l.ud_action is not null then l.ud_expires_at
                        when l.va_action is not null then e.due_at end as expires_at,
                   coalesce(e.lists, '{}') as lists, e.first_seen, e.notes,
                   case when l.present then 'listed'
                        when e.lists is null then 'gone'
                        when exists (select from decision d where d.object_id = o.id and d.hold) then 'held'
                        when exists (select from exception_hit h where h.object_id = o.id) then 'excepted'
                        else coalesce((select g.state from guarded g where g.object_id = o.id), 'excepted') end as state,
                   array(select p.name from sighting s join product p on p.id = s.product_id
                          where s.object_id = o.id and s.withdrawn_at is null order by p.name) as sources
              from object o
              left join listed l on l.object_id = o.id
              left join lateral (select array_agg(distinct x.list::text order by x.list::text) as lists,
                                        min(x.first_seen) as first_seen, max(x.notes) as notes,
                                        max(x.due_at) filter (where x.list = 'virtual_analyzer') as due_at
                                   from entry x where x.object_id = o.id and x.present) e on true
            """;
}
