// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Which producers are due to be read, by whom they are being read, and how it went. */
@Repository
public class Producers {

    /** A run that has not ended by then is given up: another may begin. */
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public Producers(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Claims every product whose reading is due, so that no other node and no second thread reads it; names them.
     *
     * @param mine the products that this node works with; of registered ones with @ and the revision, so that nobody goes
     *     to an address that was changed meanwhile
     */
    public List<String> claimDue(Collection<String> mine) {
        return jdbc.sql("""
                        update product
                           set collect_attempt = collect_attempt + 1, collect_holder = node(),
                               collect_lease = :at::timestamptz + :lease::interval
                         where id in (select id from product
                                       where enabled and not stopped and collect_every is not null
                                         and not exists (select from brake b
                                                          where b.product_id = product.id and b.released_at is null)
                                         and (case source when 'registered' then name || '@' || revision else name end) = any(:mine::text[])
                                         and coalesce(next_collect_at, '-infinity') <= :at::timestamptz
                                         and coalesce(collect_lease, '-infinity') <= :at::timestamptz
                                         for update skip locked)
                        returning name""")
                .param("mine", mine.toArray(String[]::new))
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query(String.class)
                .list();
    }

    /**
     * The claimed reading of one stream: where it goes on, or the beginning once in {@code full}, since a producer
     * that restarted counts from the beginning again and would otherwise stay silent for ever.
     *
     * @param start how the product writes the beginning of its list
     */
    public CollectRun begin(String product, String stream, String start, Duration full) {
        return jdbc.sql("""
                        select p.id, p.collect_attempt, c.position,
                               coalesce(c.full_read_at, '-infinity') <= :before::timestamptz as full
                          from product p left join cursor c on c.product_id = p.id and c.stream = :stream
                         where p.name = :product""")
                .param("product", product)
                .param("stream", stream)
                .param("before", clock.instant().minus(full).toString())
                .query((row, n) -> new CollectRun(
                        row.getInt("id"),
                        product,
                        stream,
                        row.getInt("collect_attempt"),
                        row.getBoolean("full") ? start : row.getString("position"),
                        row.getBoolean("full"),
                        row.getString("position")))
                .single();
    }

    /**
     * Claims a product for a file that a person brings, as {@link #claimDue} does for a reading. Throws {@link Conflict} if it
     * is being read, is held or rests.
     */
    public void claimForFile(String product, String file, Actor by) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            int claimed = jdbc.sql("""
                            update product
                               set collect_attempt = collect_attempt + 1, collect_lease = :at::timestamptz + :lease::interval
                             where name = :product and enabled and not stopped
                               and not exists (select from brake b where b.product_id = product.id and b.released_at is null)
                               and coalesce(collect_lease, '-infinity') <= :at::timestamptz""")
                    .param("at", at.toString())
                    .param("lease", LEASE.toString())
                    .param("product", product)
                    .update();
            if (claimed == 0) {
                throw new Conflict(
                        "The product is being read just now, is stopped, or is held; GET /api/v1/brakes tells."
                                + " Try again in a moment.");
            }
            audit.record(by, "product.import", "product/" + product, null, Map.of("file", file));
        });
    }

    /** The run read all there was: the lease ends, and the next is due after the product's interval. */
    public void done(CollectRun run) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            if (run.full()) {
                jdbc.sql("""
                                update cursor set full_read_at = :at::timestamptz
                                 where product_id = :product and stream = :stream""")
                        .param("at", at.toString())
                        .param("product", run.productId())
                        .param("stream", run.stream())
                        .update();
            }
            end(run.product(), run.attempt(), at, null);
        });
    }

    /** The producer restarted and counts anew: its list ended below where it had been, and nothing came above. The cursor goes back with it. */
    public void restarted(CollectRun run, String ended) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            new Cursors(jdbc).move(run, ended, at);
            History.add(jdbc, at, "restarted", run.productId(), "from " + run.reached() + " to " + ended);
        });
    }

    /** A product that this node claimed and can't begin with, or works with no longer: whoever does may claim it. */
    public void letGo(String product) {
        jdbc.sql("update product set collect_lease = null where name = :product and collect_holder = node()")
                .param("product", product)
                .update();
    }

    /** The run broke off; what it had committed stands, and the next one goes on from there. */
    public void failed(String product, int attempt, String error) {
        end(product, attempt, clock.instant(), error);
    }

    /** Notes that products were heard: each sent something by itself. */
    public void heard(Collection<String> names) {
        jdbc.sql("update product set heard_at = :at::timestamptz where name = any(:names::text[])")
                .param("at", clock.instant().toString())
                .param("names", names.stream().sorted().toArray(String[]::new))
                .update();
    }

    private void end(String product, int attempt, Instant at, String error) {
        jdbc.sql("""
                        update product
                           set collect_lease = null,
                               next_collect_at = :at::timestamptz + collect_every,
                               last_success_at = case when :error::text is null then :at::timestamptz else last_success_at end,
                               heard = heard or :error::text is null,
                               last_error = :error,
                               last_error_at = case when :error::text is null then last_error_at else :at::timestamptz end
                         where name = :product and collect_attempt = :attempt""")
                .param("at", at.toString())
                .param("error", error)
                .param("product", product)
                .param("attempt", attempt)
                .update();
    }
}
