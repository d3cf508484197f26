// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who reports detections: which products are due to be read for them, and what came of each so far. */
@Repository
public class DetectionSources {

    private static final Duration LEASE = Duration.ofMinutes(15);

    /** How far back a log is read the first time. */
    private static final Duration FIRST = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    public DetectionSources(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A product is read for detections every so often; empty: it isn't, or no longer. */
    public void enter(String product, Optional<Duration> every) {
        jdbc.sql("""
                        insert into detection_source as s (product_id, every)
                        select id, :every::interval from product
                         where name = :product and (:every::text is not null
                               or exists (select from detection_source d where d.product_id = product.id))
                        on conflict (product_id) do update set every = excluded.every""")
                .param("product", product)
                .param("every", every.map(Duration::toString).orElse(null))
                .update();
    }

    /** Claims the products that are due, out of those that this node works with as they stand; names them. */
    public List<String> claimDue(Collection<String> mine) {
        return jdbc.sql("""
                        update detection_source s
                           set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                          from product p
                         where p.id = s.product_id
                           and s.product_id in (
                               select d.product_id from detection_source d join product e on e.id = d.product_id
                                where e.enabled and d.every is not null
                                  and (case e.source when 'registered' then e.name || '@' || e.revision else e.name end) = any(:mine::text[])
                                  and coalesce(d.next_at, '-infinity') <= :at::timestamptz
                                  and coalesce(d.lease, '-infinity') <= :at::timestamptz
                                  for update of d skip locked)
                        returning p.name""")
                .param("mine", mine.toArray(String[]::new))
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query(String.class)
                .list();
    }

    /** The claimed reading of one of a product's logs, from where it was left. */
    public DetectRun begin(String product, String log) {
        return jdbc.sql("""
                        select s.product_id, s.attempt, c.position
                          from product p
                          join detection_source s on s.product_id = p.id
                          left join cursor c on c.product_id = p.id and c.stream = :stream
                         where p.name = :product""")
                .param("product", product)
                .param("stream", DetectionCursor.stream(log))
                .query((row, n) -> new DetectRun(
                        row.getInt("product_id"),
                        product,
                        log,
                        row.getInt("attempt"),
                        row.getString("position") == null
                                ? clock.instant().minus(FIRST).getEpochSecond()
                                : row.getLong("position")))
                .single();
    }

    /** The reading has ended; the next is due after the product's interval. */
    public void done(String product, String error) {
        jdbc.sql("""
                        with ended as (
                            update detection_source s set lease = null, next_at = :at::timestamptz + s.every
                              from product p where p.id = s.product_id and p.name = :product
                        )
                        update product
                           set last_error = coalesce(:error, last_error),
                               last_error_at = case when :error::text is null then last_error_at else :at::timestamptz end
                         where name = :product and :error::text is not null""")
                .param("at", clock.instant().toString())
                .param("error", error)
                .param("product", product)
                .update();
    }
}
