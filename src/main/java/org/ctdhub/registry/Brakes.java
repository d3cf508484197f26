// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds what looks like a mistake until a person looked at it: a producer that brings a flood, one that takes back much of
 * the list at once, a clock that jumped. What is held is neither lost nor half-done: the producer's cursor stays.
 */
@Repository("brakes")
public class Brakes {

    private static final Logger LOG = LoggerFactory.getLogger(Brakes.class);
    private static final Duration WINDOW = Duration.ofHours(1);

    /** A list so short that a fifth of it says nothing. */
    private static final int FEW = 100;

    /** A loss so small that its share of an answer says nothing. */
    private static final int HANDFUL = 10;

    private final JdbcClient jdbc;
    private final Limits limits;
    private final Audit audit;
    private final Clock clock;

    public Brakes(JdbcClient jdbc, Limits limits, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * From where on something looks like a mistake.
     *
     * @param arrivals new objects of one producer in an hour; 0: never
     * @param withdrawals the share of the list that one run may take back, or that may expire at once, in percent; 0: any
     * @param clockJump how far the clock may be off the database's; zero: any
     */
    public record Limits(int arrivals, int withdrawals, Duration clockJump) {

        /** No brakes. */
        public static final Limits NONE = new Limits(0, 0, Duration.ZERO);
    }

    /** Something that is held, or was. */
    public record Brake(
            long id,
            String kind,
            String product,
            String reason,
            Instant at,
            Instant lastAt,
            Instant releasedAt,
            String releasedBy) {}

    /**
     * Counts what a producer brought and took back with a batch, in the batch's transaction. Throws
     * {@link BrakeException} if it is too much: then the batch is not taken.
     */
    void count(CollectRun run, int fresh, int gone, Instant at) {
        if (fresh + gone == 0) {
            return;
        }
        Counted counted = jdbc.sql("""
                        update product set
                            arrived = case when arrived_since > :before::timestamptz then arrived else 0 end + :fresh,
                            arrived_since = case when arrived_since > :before::timestamptz then arrived_since
                                                 else :at::timestamptz end,
                            withdrawn = case when withdrawn_run = :run and (not :sent or arrived_since > :before::timestamptz)
                                             then withdrawn else 0 end + :gone,
                            withdrawn_run = :run
                         where id = :product
                        returning arrived, withdrawn, coalesce(free_until > :at::timestamptz, false) as free""")
                .param("before", at.minus(WINDOW).toString())
                .param("at", at.toString())
                .param("fresh", fresh)
                .param("gone", gone)
                .param("run", run.attempt())
                .param("sent", run.isSent())
                .param("product", run.productId())
                .query((row, n) -> new Counted(row.getInt("arrived"), row.getInt("withdrawn"), row.getBoolean("free")))
                .single();
        if (!counted.free()) {
            refuseFlood(run, counted.arrived());
            if (gone > 0) {
                refuseWithdrawal(run, counted.withdrawn());
            }
        }
    }

    private record Counted(int arrived, int withdrawn, boolean free) {}

    private void refuseFlood(CollectRun run, int arrived) {
        if (limits.arrivals() > 0 && arrived > limits.arrivals()) {
            throw new BrakeException(
                    "mass_arrival",
                    run.productId(),
                    "The product " + run.product() + " brought more than " + limits.arrivals()
                            + " new objects within an hour. It is not read any more until somebody lets it go on.");
        }
    }

    private void refuseWithdrawal(CollectRun run, int withdrawn) {
        if (limits.withdrawals() == 0 || withdrawn <= FEW) {
            return;
        }
        long listed = listed();
        if (withdrawn * 100L > listed * limits.withdrawals()) {
            throw new BrakeException(
                    "mass_withdrawal",
                    run.productId(),
                    "The product " + run.product() + " takes back " + withdrawn + " objects at once, more than "
                            + limits.withdrawals() + " % of the " + listed
                            + " on the list. It is not read any more until somebody lets it go on.");
        }
    }

    /**
     * Looks at how much a complete answer lacks of the one before. Throws {@link BrakeException} if it is more than this kind
     * of product loses: then nothing is withdrawn, and the answer doesn't count.
     */
    void refuseLoss(CollectRun run, int lost, int before, Instant at) {
        jdbc.sql("""
                        select hold_at_loss from product
                         where id = :product and hold_at_loss is not null
                           and coalesce(free_until, '-infinity') <= :at::timestamptz""")
                .param("product", run.productId())
                .param("at", at.toString())
                .query(Integer.class)
                .optional()
                .filter(percent -> lost >= HANDFUL && lost * 100L > (long) before * percent)
                .ifPresent(percent -> {
                    throw new BrakeException(
                            "mass_withdrawal",
                            run.productId(),
                            "The product " + run.product() + " lists " + lost + " objects no longer, more than "
                                    + percent
                                    + " % of the " + before + " of its last answer."
                                    + " It is not read any more until somebody lets it go on.");
                });
    }

    /** Writes down that something is held, in a transaction of its own; the same again only counts. */
    public void pull(BrakeException held) {
        LOG.warn("{}", held.getMessage());
        jdbc.sql("""
                        insert into brake as b (kind, product_id, reason, at, last_at)
                        values (:kind, :product, :reason, :at::timestamptz, :at::timestamptz)
                        on conflict (kind, coalesce(product_id, 0)) where released_at is null
                        do update set last_at = excluded.last_at, reason = excluded.reason""")
                .param("kind", held.kind())
                .param("product", held.productId())
                .param("reason", held.getMessage())
                .param("at", clock.instant().toString())
                .update();
    }

    /** Whether what is due may leave: the clock can be trusted, and a person looked at it if it is much of the list. */
    public boolean mayExpire() {
        return clockAgrees() && isOrdinary(clock.instant());
    }

    private boolean isOrdinary(Instant at) {
        if (limits.withdrawals() == 0 || isMassExpiry("released_at > :at::timestamptz - interval '1 hour'", at)) {
            return true;
        }
        if (isMassExpiry("released_at is null", at)) {
            return false;
        }
        long due = jdbc.sql("""
                        select count(*)
                          from (select object_id from entry where present and due_at <= :at::timestamptz
                                union
                                select object_id from listed where present and due_at <= :at::timestamptz) due""").param("at", at.toString()).query(Long.class).single();
        return due <= FEW || isOrdinary(due);
    }

    private boolean isOrdinary(long due) {
        long listed = listed();
        if (due * 100 <= listed * limits.withdrawals()) {
            return true;
        }
        pull(new BrakeException(
                "mass_expiry",
                null,
                "The time of " + due + " objects has come at once, more than " + limits.withdrawals() + " % of the "
                        + listed
                        + " on the list. Nothing expires until somebody lets it go on; look at the clocks first."));
        return false;
    }

    private boolean isMassExpiry(String which, Instant at) {
        return jdbc.sql("select exists (select from brake where kind = 'mass_expiry' and " + which + ")")
                .param("at", at.toString())
                .query(Boolean.class)
                .single();
    }

    private long listed() {
        return jdbc.sql("select count(*) from listed where present")
                .query(Long.class)
                .single();
    }

    /** Whether the clock agrees with the database's, so that what is due by it may be taken for due. */
    private boolean clockAgrees() {
        if (limits.clockJump().isZero()) {
            return true;
        }
        OffsetDateTime there =
                jdbc.sql("select now()").query(OffsetDateTime.class).single();
        Duration off = Duration.between(there.toInstant(), clock.instant()).abs();
        if (off.compareTo(limits.clockJump()) <= 0) {
            release("clock_jump", "hub");
            return true;
        }
        pull(new BrakeException(
                "clock_jump",
                null,
                "This machine's clock is " + off.toSeconds()
                        + " s off the database's. Nothing expires until they agree; set the clock."));
        return false;
    }

    /** What is held, and what was, newest first. */
    public List<Brake> all(int most) {
        return jdbc.sql("""
                        select b.*, p.name from brake b left join product p on p.id = b.product_id
                         order by b.released_at is not null, b.id desc limit :most""")
                .param("most", most)
                .query((row, n) -> new Brake(
                        row.getLong("id"),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("reason"),
                        Stored.instant(row, "at"),
                        Stored.instant(row, "last_at"),
                        Stored.instant(row, "released_at"),
                        row.getString("released_by")))
                .list();
    }

    /** Lets what is held go on; for an hour nothing of the kind is held again. Throws {@link NotFound}. */
    @Transactional
    public void release(long id, Actor by) {
        Instant at = clock.instant();
        Optional<Integer> product = jdbc.sql("""
                        update brake set released_at = :at::timestamptz, released_by = :by
                         where id = :id and released_at is null returning coalesce(product_id, 0)""")
                .param("at", at.toString())
                .param("by", by.name())
                .param("id", id)
                .query(Integer.class)
                .optional();
        jdbc.sql("""
                        update product set free_until = :until::timestamptz, arrived = 0, withdrawn = 0,
                                           next_collect_at = null
                         where id = :product""")
                .param("until", at.plus(WINDOW).toString())
                .param("product", product.orElseThrow(() -> new NotFound("Nothing is held as number " + id + ".")))
                .update();
        audit.record(by, "brake.release", "brake/" + id, null, null);
    }

    private void release(String kind, String by) {
        jdbc.sql("""
                        update brake set released_at = :at::timestamptz, released_by = :by
                         where kind = :kind and released_at is null""")
                .param("at", clock.instant().toString())
                .param("by", by)
                .param("kind", kind)
                .update();
    }
}
