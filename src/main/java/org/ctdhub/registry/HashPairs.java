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

/** SHA-1 to SHA-256 of the same file: who may be asked for what, and what was learned. */
@Repository
public class HashPairs {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public HashPairs(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Claims the products that may be asked now, out of those that this node works with as they stand; names them. */
    public List<String> claimDue(Collection<String> mine) {
        return jdbc.sql("""
                        update product
                           set ask_attempt = ask_attempt + 1, ask_holder = node(), ask_lease = :at::timestamptz + :lease::interval
                         where id in (select id from product
                                       where enabled and ask_every is not null
                                         and (case source when 'registered' then name || '@' || revision else name end) = any(:mine::text[])
                                         and coalesce(next_ask_at, '-infinity') <= :at::timestamptz
                                         and coalesce(ask_lease, '-infinity') <= :at::timestamptz
                                         for update skip locked)
                        returning name""")
                .param("mine", mine.toArray(String[]::new))
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query(String.class)
                .list();
    }

    /**
     * SHA-1s that a product reported, whose SHA-256 some consumer waits for and which it was not asked for lately.
     */
    public List<String> questions(String product, int most) {
        return jdbc.sql("""
                        select o.value
                          from product p
                          join sighting s on s.product_id = p.id and s.withdrawn_at is null
                          join listed l on l.object_id = s.object_id
                               and l.present and l.type = 'file_sha1' and l.sha256 is null
                          join object o on o.id = l.object_id
                          left join question q on q.product_id = p.id and q.object_id = o.id
                         where p.name = :product
                           and coalesce(q.again_at, '-infinity') <= :at::timestamptz
                           and exists (select from capability c join reader r on r.view_id = c.view_id
                                        where c.type = 'file_sha1' and c.needs_sha256)
                         order by coalesce(q.asked_at, '-infinity'), o.id
                         limit :most""")
                .param("product", product)
                .param("at", clock.instant().toString())
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** Keeps what a product told, and moves the objects that waited for it. Pairs are SHA-1 to SHA-256, lower-case hex. */
    public void learn(Map<String, String> pairs, String product) {
        List<Map.Entry<String, String>> all = List.copyOf(pairs.entrySet());
        transaction.executeWithoutResult(
                status -> jdbc.sql("select learn_pairs(:sha1s::text[], :sha256s::text[], :source, :at::timestamptz)")
                        .param("sha1s", all.stream().map(Map.Entry::getKey).toArray(String[]::new))
                        .param("sha256s", all.stream().map(Map.Entry::getValue).toArray(String[]::new))
                        .param("source", product)
                        .param("at", clock.instant().toString())
                        .query(Integer.class)
                        .single());
    }

    /**
     * A product was asked for these SHA-1s. What it did not tell is asked again after {@code again}, each time twice as
     * long, until {@code giveUp} would be passed.
     */
    public void asked(String product, List<String> asked, Duration again, Duration giveUp) {
        Instant at = clock.instant();
        jdbc.sql("""
                        insert into question as q (product_id, object_id, asked_at, again_at, tries)
                        select p.id, o.id, :at::timestamptz, :at::timestamptz + :again::interval, 1
                          from product p, object o
                         where p.name = :product and o.type = 'file_sha1'
                           and o.digest = any(select sha256(convert_to(s, 'UTF8')) from unnest(:asked::text[]) s)
                        on conflict (product_id, object_id) do update set
                            asked_at = excluded.asked_at, tries = q.tries + 1, heard = true,
                            again_at = case when :again::interval * power(2, q.tries) > :giveUp::interval then 'infinity'
                                            else excluded.asked_at + :again::interval * power(2, q.tries) end""")
                .param("at", at.toString())
                .param("again", again.toString())
                .param("giveUp", giveUp.toString())
                .param("product", product)
                .param("asked", asked.toArray(String[]::new))
                .update();
    }

    /** The product may be asked again after its interval. */
    public void done(String product, String error) {
        jdbc.sql("""
                        update product set ask_lease = null, next_ask_at = :at::timestamptz + ask_every,
                               last_error = coalesce(:error, last_error),
                               last_error_at = case when :error::text is null then last_error_at else :at::timestamptz end
                         where name = :product""")
                .param("at", clock.instant().toString())
                .param("error", error)
                .param("product", product)
                .update();
    }
}
