// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The files in which products are given their list: what each lists, what of it was fetched, and which the hub still has to put in
 * place. Work is claimed with a lease and an attempt number, as for products that are called.
 */
@Repository
public class WrittenFiles {

    /** That a file was fetched which had been fetched before is noted again after this time. */
    private static final Duration NOTED_AGAIN = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Attempts attempts;
    private final Clock clock;

    /** What was noted here last of each product's fetches. */
    private final Map<String, Fetched> fetched = new ConcurrentHashMap<>();

    private record Fetched(long upTo, Instant at) {

        private boolean covers(long number, Instant now) {
            return number <= upTo && !now.isBefore(at) && now.isBefore(at.plus(NOTED_AGAIN));
        }
    }

    public WrittenFiles(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.attempts = new Attempts(jdbc);
        this.clock = clock;
    }

    /** An object that a file's format can't carry. */
    public record LeftOut(long object, String reason) {}

    /** What a file lists, with the SHA-256 of that; {@code reasons} counts by reason what is left out, of which {@code leftOut} names the first. */
    public record Content(String digest, long entries, Map<String, Long> reasons, List<LeftOut> leftOut) {}

    /** Has a product given its list in these files from now on; with none, {@code pushed} tells whether the hub calls it. */
    public void enter(String product, List<String> files, boolean pushed) {
        transaction.executeWithoutResult(status -> {
            if (files.isEmpty()) {
                jdbc.sql("""
                                update reader set whole = false, state = case when :pushed then 'active' else 'gone' end
                                 where whole and product_id = (select id from product where name = :product)""").param("pushed", pushed).param("product", product).update();
            } else {
                jdbc.sql("""
                                update reader set whole = client is null,
                                                  state = case when client is null then 'active' else 'gone' end
                                 where product_id = (select id from product where name = :product)""").param("product", product).update();
            }
            forgetAllBut(product, files.toArray(String[]::new));
        });
        fetched.remove(product);
    }

    private void forgetAllBut(String product, String[] files) {
        for (String table : List.of("list_file", "list_left_out")) {
            jdbc.sql("delete from " + table + " where name <> all(:files::text[])"
                            + " and reader_id = (select id from reader where name = :product)")
                    .param("files", files)
                    .param("product", product)
                    .update();
        }
    }

    /**
     * Keeps what a file of a product lists now.
     *
     * @return the number of the change that its content is; it rises only when the content differs. Empty: another node
     *     knows something newer
     */
    public Optional<Long> publish(String product, String file, WholeViews.Seen seen, Content content) {
        return transaction.execute(status -> {
            hold(seen.reader());
            Optional<Long> number = jdbc.sql(PUBLISH)
                    .param("reader", seen.reader())
                    .param("name", file)
                    .param("upTo", seen.upTo())
                    .param("digest", content.digest())
                    .param("entries", content.entries())
                    .param("reasons", Json.text(content.reasons()))
                    .param("at", clock.instant().toString())
                    .query(Long.class)
                    .optional();
            number.ifPresent(n -> {
                keep(seen.reader(), file, content.leftOut());
                moveWatermark(seen.reader());
            });
            return number;
        });
    }

    /** Before its files: whoever changes both takes them in this order, so that no two wait for each other. */
    private void hold(int reader) {
        jdbc.sql("select from reader where id = :reader for update")
                .param("reader", reader)
                .query((RowCallbackHandler) row -> {});
    }

    private void keep(int reader, String file, List<LeftOut> leftOut) {
        jdbc.sql("delete from list_left_out where reader_id = :reader and name = :name")
                .param("reader", reader)
                .param("name", file)
                .update();
        jdbc.sql("""
                        insert into list_left_out (reader_id, name, object_id, reason)
                        select :reader, :name, x.* from unnest(:objects::bigint[], :reasons::text[]) x
                        on conflict do nothing""")
                .param("reader", reader)
                .param("name", file)
                .param("objects", leftOut.stream().map(LeftOut::object).toArray(Long[]::new))
                .param("reasons", leftOut.stream().map(LeftOut::reason).toArray(String[]::new))
                .update();
    }

    /** What the hub put in place itself, the product has. */
    private void moveWatermark(int reader) {
        jdbc.sql("""
                        update reader r set watermark = greatest(r.watermark, f.up_to)
                          from (select min(up_to) as up_to, bool_and(digest is not distinct from placed) as placed
                                  from list_file where reader_id = :reader) f
                         where r.id = :reader and f.placed""").param("reader", reader).update();
    }

    /** Somebody fetched a file of this product, made from what stood up to this number; the same again is noted now and then. */
    public void offered(String product, long upTo) {
        Instant at = clock.instant();
        Fetched last = fetched.get(product);
        if (last != null && last.covers(upTo, at)) {
            return;
        }
        jdbc.sql("""
                        with told as (
                            update reader r set offered = greatest(r.offered, :upTo), last_call_at = :at::timestamptz,
                                                last_success_at = :at::timestamptz
                              from product p
                             where p.id = r.product_id and p.name = :product and r.whole
                               and (r.offered < :upTo or r.last_success_at is null
                                    or r.last_success_at not between :at::timestamptz - :again::interval and :at::timestamptz)
                            returning r.id
                        )
                        insert into offer (reader_id, up_to, at) select id, :upTo, :at::timestamptz from told
                        on conflict do nothing""")
                .param("upTo", upTo)
                .param("at", at.toString())
                .param("again", NOTED_AGAIN.toString())
                .param("product", product)
                .update();
        fetched.put(product, new Fetched(upTo, at));
    }

    /**
     * A file as operators see it.
     *
     * @param number the change that its content is
     * @param leftOut how many objects its format can't carry, by reason
     * @param placedAt when the hub put this content in place itself, or null
     */
    public record Line(
            String name,
            long number,
            long entries,
            Map<String, Object> leftOut,
            Instant renderedAt,
            Instant placedAt) {}

    /** The files of a product, by name. */
    public List<Line> files(String product) {
        return jdbc.sql("""
                        select f.*, case when f.placed = f.digest then f.placed_at end as stands_since
                          from list_file f join reader r on r.id = f.reader_id
                          join product p on p.id = r.product_id
                         where p.name = :product and r.whole order by f.name""")
                .param("product", product)
                .query((row, n) -> new Line(
                        row.getString("name"),
                        row.getLong("number"),
                        row.getLong("entries"),
                        Json.map(row.getString("left_out")),
                        Stored.instant(row, "rendered_at"),
                        Stored.instant(row, "stands_since")))
                .list();
    }

    /** A file that has to be put in place; {@code digest} is that of its content. */
    public record Due(String name, long number, String digest) {}

    /** All files of a product that have to be put in place, and the attempt that does it. */
    public record Placing(int reader, String product, int attempt, List<Due> files) {}

    /** Those of these products of which a file has to be put in place; none while distribution is off. */
    public List<String> toPlace(Collection<String> products) {
        return jdbc.sql("""
                        select r.name from reader r join product p on p.id = r.product_id
                         where r.whole and r.state = 'active' and p.enabled and r.name = any(:names::text[])
                           and (select enabled from distribution)
                           and coalesce(r.lease, '-infinity') <= :at::timestamptz
                           and coalesce(r.not_before, '-infinity') <= :at::timestamptz
                           and exists (select from list_file f
                                        where f.reader_id = r.id and f.digest is distinct from f.placed)""")
                .param("names", products.toArray(String[]::new))
                .param("at", clock.instant().toString())
                .query(String.class)
                .list();
    }

    /**
     * Claims a product, so that nobody else puts its files in place meanwhile.
     *
     * @param mine the product's name, after an @ the revision that this node works with if an operator registered it
     * @return empty if another has it
     */
    public Optional<Placing> take(String product, String mine, Duration lease) {
        Instant at = clock.instant();
        return transaction.execute(status -> jdbc.sql("""
                        update reader set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where id = (select r.id from reader r join product p on p.id = r.product_id
                                      where r.name = :product and r.whole and r.state = 'active'
                                        and coalesce(r.lease, '-infinity') <= :at::timestamptz
                                        and coalesce(r.not_before, '-infinity') <= :at::timestamptz
                                        and case p.source when 'registered' then p.name || '@' || p.revision
                                                          else p.name end = :mine
                                        for update of r skip locked)
                        returning id, attempt""")
                .param("at", at.toString())
                .param("lease", lease.toString())
                .param("product", product)
                .param("mine", mine)
                .query((row, n) -> new Placing(row.getInt("id"), product, row.getInt("attempt"), due(row.getInt("id"))))
                .optional());
    }

    private List<Due> due(int reader) {
        return jdbc.sql("""
                        select name, number, digest from list_file
                         where reader_id = :reader and digest is distinct from placed order by name""")
                .param("reader", reader)
                .query((row, n) -> new Due(row.getString("name"), row.getLong("number"), row.getString("digest")))
                .list();
    }

    /** Writes which files were put in place, and lets the product go. An overtaken attempt writes nothing. */
    public void settle(Placing placing, List<Due> placed, Optional<Pause> pause) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            attempts.fence(placing.reader(), placing.product(), placing.attempt());
            placed.forEach(file -> jdbc.sql("""
                            update list_file set placed = :digest, placed_at = :at::timestamptz
                             where reader_id = :reader and name = :name""")
                    .param("digest", file.digest())
                    .param("at", at.toString())
                    .param("reader", placing.reader())
                    .param("name", file.name())
                    .update());
            moveWatermark(placing.reader());
            pause.ifPresentOrElse(
                    p -> attempts.pause(placing.reader(), p, at), () -> release(placing, placed.isEmpty(), at));
        });
    }

    private void release(Placing placing, boolean nothingDone, Instant at) {
        jdbc.sql("""
                        update reader set lease = null, not_before = null, failures = 0, last_error = null,
                               last_success_at = case when :nothing then last_success_at else :at::timestamptz end
                         where id = :reader""")
                .param("nothing", nothingDone)
                .param("at", at.toString())
                .param("reader", placing.reader())
                .update();
    }

    private static final String PUBLISH = """
            insert into list_file as f (reader_id, name, number, up_to, digest, entries, left_out, rendered_at)
            values (:reader, :name, :upTo, :upTo, :digest, :entries, :reasons::jsonb, :at::timestamptz)
            on conflict (reader_id, name) do update set
                number = case when f.digest = excluded.digest then f.number else excluded.number end,
                up_to = excluded.up_to, digest = excluded.digest, entries = excluded.entries, left_out = excluded.left_out,
                rendered_at = case when f.digest = excluded.digest then f.rendered_at else excluded.rendered_at end
            where excluded.up_to >= f.up_to
            returning f.number""";
}
