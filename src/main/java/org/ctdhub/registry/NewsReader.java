// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What there is to tell behind a cursor, in the order of its numbers. */
@Repository
public class NewsReader {

    private final JdbcClient jdbc;

    public NewsReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most so many things of a kind with numbers above {@code from} and up to {@code to}. */
    List<News> read(News.Kind kind, long from, long to, int most) {
        return switch (kind) {
            case ALERTS -> query(ALERTS, from, to, most, NewsReader::alert);
            case CHANGES -> query(CHANGES, from, to, most, NewsReader::change);
            case DETECTIONS -> query(DETECTIONS, from, to, most, NewsReader::detection);
        };
    }

    private List<News> query(String sql, long from, long to, int most, RowMapper<News> mapper) {
        return jdbc.sql(sql)
                .param("from", from)
                .param("to", to)
                .param("most", most)
                .query(mapper)
                .list();
    }

    private static News alert(ResultSet row, int n) throws SQLException {
        long number = row.getLong("number");
        Fields fields = new Fields("alert", number, Stored.instant(row, "at"), row.getString("event"));
        fields.put("alert", row.getString("kind"));
        fields.put("subject", row.getString("subject"));
        fields.put("message", row.getString("message"));
        return new News(number, fields.all);
    }

    private static News change(ResultSet row, int n) throws SQLException {
        long number = row.getLong("number");
        Fields fields = new Fields("change", number, Stored.instant(row, "changed_at"), row.getString("event"));
        fields.put("type", row.getString("type"));
        fields.put("value", row.getString("value"));
        fields.put("list", row.getString("list"));
        fields.put("action", row.getString("action"));
        fields.put("risk", row.getString("risk"));
        Instant expires = Stored.instant(row, "expires_at");
        fields.put("expiresAt", Instant.MAX.equals(expires) ? null : expires);
        fields.put("detection", row.getString("detection"));
        fields.put("sourceSha1", row.getString("source_sha1"));
        fields.put("sha256", row.getString("sha256"));
        return new News(number, fields.all);
    }

    private static News detection(ResultSet row, int n) throws SQLException {
        long number = row.getLong("number");
        Fields fields = new Fields("detection", number, Stored.instant(row, "at"), "detected");
        fields.put("cameAt", Stored.instant(row, "came_at"));
        fields.put("product", row.getString("product"));
        fields.put("eventId", row.getString("event_id"));
        fields.put("type", row.getString("type"));
        fields.put("value", row.getString("value"));
        fields.put("reported", row.getString("reported"));
        fields.put("objectType", row.getString("object_type"));
        fields.put("objectValue", row.getString("object_value"));
        fields.put("list", row.getString("list"));
        fields.put("action", row.getString("action"));
        fields.put("scan", row.getString("scan"));
        fields.put("endpoint", row.getString("endpoint"));
        fields.put("user", row.getString("account"));
        fields.put("path", row.getString("path"));
        fields.put("address", row.getString("address"));
        fields.put("rule", row.getString("rule"));
        String detail = row.getString("detail");
        fields.put("detail", detail == null ? null : Json.map(detail));
        return new News(number, fields.all);
    }

    /** What is known, in its order; what isn't is left out. */
    private static final class Fields {

        private final Map<String, Object> all = new LinkedHashMap<>();

        Fields(String kind, long number, Instant at, String event) {
            put("id", kind + "/" + number);
            put("at", at);
            put("event", event);
        }

        void put(String name, Object value) {
            if (value != null) {
                all.put(name, value);
            }
        }
    }

    private static final String ALERTS = """
            select n.number, n.at, n.event, a.kind, a.subject, a.message
              from alert a
             cross join lateral (values (a.raised_number, a.raised_at, 'raised'),
                                        (a.cleared_number, a.cleared_at, 'cleared')) as n(number, at, event)
             where n.number > :from and n.number <= :to
             order by n.number limit :most""";

    // Told by types, since the log is read by type. What joined the list behind the cursor is new to whoever is told.
    private static final String CHANGES = """
            select l.seq as number, l.changed_at, o.type, o.value, l.detection, l.source_sha1,
                   case when o.type = 'file_sha1' then l.sha256 end as sha256,
                   case when not l.present then 'removed' when l.joined_seq > :from then 'added' else 'updated' end as event,
                   case when l.ud_action is not null then 'user_defined'
                        when l.va_action is not null then 'virtual_analyzer' end as list,
                   coalesce(l.ud_action, l.va_action) as action,
                   ('{low,medium,high}'::text[])[l.va_risk] as risk,
                   case when l.ud_action is not null then l.ud_expires_at else l.va_expires_at end as expires_at
              from unnest('{file_sha1,file_sha256,ip,domain,url}'::text[]) as t(type)
             cross join lateral (select * from listed
                                  where type = t.type and seq > :from and seq <= :to order by seq limit :most) l
              join object o on o.id = l.object_id
             order by l.seq limit :most""";

    private static final String DETECTIONS = """
            select d.*, p.name as product, o.type as object_type, o.value as object_value
              from (select * from detection where number > :from and number <= :to order by number limit :most) d
              join product p on p.id = d.product_id
              left join object o on o.id = d.object_id
             order by d.number""";
}
