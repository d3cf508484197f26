// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What stands in the registry, counted. */
@Repository
public class Overview {

    private final JdbcClient jdbc;

    public Overview(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One product.
     *
     * @param heardAt when it last called or sent something by itself, or null
     * @param leaving whether it is removed once it holds nothing any more
     * @param lists of a limited list, by type: how many objects it holds, how many it can, and how many were left out
     * @param source {@code configuration} or {@code registered}
     * @param objects what it reported (a producer), or what it was offered and took, by state (a consumer)
     * @param lastError in the product's own words, or null if its last exchange went well
     * @param cursors what it is read and told up to
     */
    public record ProductLine(
            String name,
            String connector,
            String version,
            boolean enabled,
            String source,
            long revision,
            Instant lastSuccessAt,
            Instant lastErrorAt,
            String lastError,
            Instant heardAt,
            boolean leaving,
            List<Room> lists,
            Map<String, Long> objects,
            List<Cursor> cursors) {}

    /**
     * Up to where something was taken.
     *
     * @param stream what is read of the product; {@code list}: what it has of its own list, or has on its way
     * @param position in the product's own terms; of a list, the number of a change
     * @param movedAt when it moved last; of a list, when it was asked for or told last; null: not yet
     */
    public record Cursor(String stream, String position, Instant movedAt) {}

    /** How full a product's list of one type is, and how many objects there was no room for. */
    public record Room(String type, int held, int most, long leftOut) {}

    /** How many objects are on the consolidated list, by type. */
    public Map<String, Long> listedByType() {
        return counts(jdbc.sql("select type, count(*) from listed where present group by type order by type"));
    }

    /** How many records could not be taken, by reason. */
    public Map<String, Long> quarantinedByReason() {
        return counts(jdbc.sql("select reason, count(*) from quarantine group by reason order by reason"));
    }

    /** Every product, by name. */
    public List<ProductLine> products() {
        return products(true);
    }

    /** The same without what takes long to count: neither lists nor objects nor cursors. */
    public List<ProductLine> productsInBrief() {
        return products(false);
    }

    private List<ProductLine> products(boolean counted) {
        return jdbc.sql("""
                        select p.id, p.name, p.connector, p.version, p.enabled, p.source, p.revision, p.leaving,
                               greatest(p.heard_at, r.last_call_at) as heard_at,
                               greatest(p.last_success_at, r.last_success_at) as last_success_at,
                               greatest(p.last_error_at, r.last_error_at) as last_error_at,
                               coalesce(p.last_error, r.last_error) as last_error
                          from product p
                          left join (select product_id, max(last_success_at) as last_success_at,
                                            max(last_error_at) as last_error_at, max(last_error) as last_error,
                                            max(last_call_at) as last_call_at
                                       from reader group by product_id) r on r.product_id = p.id
                         where p.removed_at is null
                         order by p.name""")
                .query((row, n) -> new ProductLine(
                        row.getString("name"),
                        row.getString("connector"),
                        row.getString("version"),
                        row.getBoolean("enabled"),
                        row.getString("source"),
                        row.getLong("revision"),
                        Stored.instant(row, "last_success_at"),
                        Stored.instant(row, "last_error_at"),
                        row.getString("last_error"),
                        Stored.instant(row, "heard_at"),
                        row.getBoolean("leaving"),
                        counted ? rooms(row.getInt("id")) : List.of(),
                        counted ? objects(row.getInt("id")) : Map.of(),
                        counted ? cursors(row.getInt("id")) : List.of()))
                .list();
    }

    private List<Room> rooms(int product) {
        return jdbc.sql("""
                        select x.type, x.held, x.most, left_out(x) as left_out
                          from view_limit x
                         where x.view_id in (select r.view_id from reader r where r.product_id = :product and r.state = 'active')
                         order by x.type, x.most""")
                .param("product", product)
                .query((row, n) -> new Room(
                        row.getString("type"), row.getInt("held"), row.getInt("most"), row.getLong("left_out")))
                .list();
    }

    private List<Cursor> cursors(int product) {
        return jdbc.sql("""
                        select stream, position, moved_at from cursor where product_id = :product
                        union all
                        select 'list', reached(r)::text, r.last_success_at
                          from reader r where r.product_id = :product and r.state = 'active'
                         order by 1, 2""")
                .param("product", product)
                .query((row, n) ->
                        new Cursor(row.getString("stream"), row.getString("position"), Stored.instant(row, "moved_at")))
                .list();
    }

    private Map<String, Long> objects(int product) {
        return counts(jdbc.sql("""
                        select 'reported', count(*) from sighting
                         where product_id = :product and withdrawn_at is null having count(*) > 0
                        union all
                        select d.state, count(*) from delivered d join reader r on r.id = d.reader_id
                         where r.product_id = :product group by d.state
                        union all
                        select 'waiting for a SHA-256', count(*)
                          from reader r
                          join capability c on c.view_id = r.view_id and c.needs_sha256 and c.given is not null
                          join listed l on l.present and l.type = c.type and l.sha256 is null
                               and c.wanted = coalesce(l.ud_action, l.va_action)
                         where r.product_id = :product and r.client is null having count(*) > 0
                        union all
                        select case when r.whole and case when x.view_id is null then l.seq else m.seq end <= r.watermark
                                    then 'delivered' else 'offered' end, count(*)
                          from reader r
                          join capability c on c.view_id = r.view_id and c.given is not null
                          join listed l on l.present and l.type = c.type
                               and c.wanted = case when c.user_defined and l.ud_action is not null then l.ud_action
                                                   else l.va_action end
                          left join view_limit x on x.view_id = c.view_id and x.type = l.type
                          left join member m on m.view_id = x.view_id and m.object_id = l.object_id
                           and m.present
                         where case when x.view_id is null then l.seq else m.seq end
                               <= greatest(r.watermark, case when r.whole then r.offered end)
                           and r.product_id = :product and (r.client is not null or r.whole) and r.state = 'active'
                           and not exists (select from list_left_out f where f.reader_id = r.id and f.object_id = l.object_id)
                         group by 1""").param("product", product));
    }

    private static Map<String, Long> counts(JdbcClient.StatementSpec statement) {
        Map<String, Long> counts = new LinkedHashMap<>();
        statement.query(row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }
}
