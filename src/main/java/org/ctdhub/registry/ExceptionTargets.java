// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Products that keep exceptions of their own. Each is told all of the hub's exceptions at once, when one changed and every so
 * often, since such lists can only be written as a whole; claimed with a lease and an attempt number, as deliveries are.
 */
@Repository
public class ExceptionTargets {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public ExceptionTargets(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** One exception, as a product is told of it; {@code kind} is exact, host or address. */
    public record Item(long id, String type, String pattern, String kind, boolean below, String notes) {

        /** Whether it names more than one object. */
        public boolean isWildcard() {
            return below || pattern.contains("*") || isRange();
        }

        /** Whether it names a network or a range of addresses. */
        public boolean isRange() {
            return kind.equals("address") && !type.equals("url") && (pattern.contains("/") || pattern.contains("-"));
        }
    }

    /**
     * All that a product shall keep.
     *
     * @param told up to which number it knows everything once this is carried out
     * @param held what it was told before, some of which may be gone
     */
    public record Telling(int product, String name, int attempt, long told, List<Item> items, List<Item> held) {}

    /** What became of one exception: {@code reason} is null where the product took it. */
    public record Kept(long id, String reason) {}

    /** Where an exception stands at one product: delivered, refused, due, or by hand. */
    public record Place(String product, String state, String reason) {}

    /** Says how a product keeps exceptions; {@code byHand} is the reason why a person has to enter them there. */
    public void enter(String product, Optional<Duration> every, Optional<String> byHand) {
        jdbc.sql("""
                        update product set except_every = :every::interval, except_by_hand = :byHand where name = :product""")
                .param("every", every.map(Duration::toString).orElse(null))
                .param("byHand", byHand.orElse(null))
                .param("product", product)
                .update();
        jdbc.sql("""
                        insert into exception_target (product_id)
                        select id from product where name = :product and except_every is not null
                        on conflict do nothing""").param("product", product).update();
    }

    /** The products that have to be told now. */
    public List<String> due() {
        return jdbc.sql("""
                        select p.name from exception_target t join product p on p.id = t.product_id
                         where p.enabled and p.except_every is not null and (select enabled from distribution)
                           and coalesce(t.lease, '-infinity') <= :at::timestamptz
                           and coalesce(t.not_before, '-infinity') <= :at::timestamptz
                           and (t.told < (select coalesce(max(seq), 0) from exception)
                                or t.told_at is null or t.told_at + p.except_every <= :at::timestamptz)""")
                .param("at", clock.instant().toString())
                .query(String.class)
                .list();
    }

    /** Claims a product; empty if another has it. */
    public Optional<Telling> take(String product) {
        Instant at = clock.instant();
        return transaction.execute(status -> jdbc.sql("""
                        update exception_target set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where product_id = (select t.product_id from exception_target t join product p on p.id = t.product_id
                                              where p.name = :product and p.enabled and p.except_every is not null
                                                and coalesce(t.lease, '-infinity') <= :at::timestamptz
                                                for update of t skip locked)
                        returning product_id, attempt""")
                .param("at", at.toString())
                .param("lease", LEASE.toString())
                .param("product", product)
                .query((row, n) -> telling(row.getInt("product_id"), product, row.getInt("attempt")))
                .optional());
    }

    // The number first: an exception that commits meanwhile is told the next time.
    private Telling telling(int product, String name, int attempt) {
        long told = jdbc.sql("select coalesce(max(seq), 0) from exception")
                .query(Long.class)
                .single();
        return new Telling(product, name, attempt, told, current(), items("""
                        select e.* from exception e join exception_place x on x.exception_id = e.id
                         where x.product_id = :product and x.state = 'delivered' order by e.id""", Map.of("product", product)));
    }

    /** All exceptions in force. */
    public List<Item> current() {
        return items("select e.* from exception e where e.present order by e.id", Map.of());
    }

    private List<Item> items(String sql, Map<String, ?> parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, n) -> new Item(
                        row.getLong("id"),
                        row.getString("type"),
                        row.getString("pattern"),
                        row.getString("kind"),
                        row.getBoolean("below"),
                        row.getString("notes")))
                .list();
    }

    /** The product was told: writes what became of each exception. An overtaken attempt writes nothing. */
    public void settle(Telling telling, List<Kept> kept) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            fence(telling);
            jdbc.sql("delete from exception_place where product_id = :product and exception_id <> all(:ids)")
                    .param("product", telling.product())
                    .param("ids", kept.stream().map(Kept::id).toArray(Long[]::new))
                    .update();
            kept.forEach(one -> write(telling, one, at));
            jdbc.sql("""
                            update exception_target set told = :told, told_at = :at::timestamptz, lease = null,
                                   not_before = null, failures = 0, last_error = null where product_id = :product""")
                    .param("told", telling.told())
                    .param("at", at.toString())
                    .param("product", telling.product())
                    .update();
        });
    }

    private void write(Telling telling, Kept one, Instant at) {
        jdbc.sql("""
                        insert into exception_place as x (product_id, exception_id, state, reason, changed_at)
                        values (:product, :id, :state, :reason, :at::timestamptz)
                        on conflict (product_id, exception_id) do update set state = excluded.state, reason = excluded.reason,
                               changed_at = case when (x.state, x.reason) is distinct from (excluded.state, excluded.reason)
                                                 then excluded.changed_at else x.changed_at end""")
                .param("product", telling.product())
                .param("id", one.id())
                .param("state", one.reason() == null ? "delivered" : "refused")
                .param("reason", one.reason())
                .param("at", at.toString())
                .update();
    }

    /** The product could not be told; it is tried again after a while. */
    public void pause(Telling telling, Pause pause) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            fence(telling);
            int failures = jdbc.sql("select failures from exception_target where product_id = :product")
                    .param("product", telling.product())
                    .query(Integer.class)
                    .single();
            jdbc.sql("""
                            update exception_target set lease = null, failures = failures + 1, last_error = :error,
                                   not_before = :until::timestamptz where product_id = :product""")
                    .param("error", pause.error())
                    .param("until", pause.until(at, failures).toString())
                    .param("product", telling.product())
                    .update();
        });
    }

    private void fence(Telling telling) {
        boolean mine = jdbc.sql(
                        "select attempt = :attempt from exception_target where product_id = :product for update")
                .param("attempt", telling.attempt())
                .param("product", telling.product())
                .query(Boolean.class)
                .single();
        if (!mine) {
            throw new OvertakenException(telling.name(), telling.attempt());
        }
    }

    /** Where an exception stands at the products that keep exceptions of their own. */
    public List<Place> places(long exception) {
        return jdbc.sql("""
                        select p.name,
                               case when p.except_every is null then 'by hand' else coalesce(x.state, 'due') end as state,
                               case when p.except_every is null then p.except_by_hand
                                    else coalesce(x.reason, t.last_error) end as reason
                          from product p
                          left join exception_target t on t.product_id = p.id
                          left join exception_place x on x.product_id = p.id and x.exception_id = :exception
                         where p.enabled and p.removed_at is null
                           and (p.except_every is not null or p.except_by_hand is not null)
                         order by p.name""")
                .param("exception", exception)
                .query((row, n) -> new Place(row.getString("name"), row.getString("state"), row.getString("reason")))
                .list();
    }
}
