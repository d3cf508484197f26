// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Products that can be read back. What one holds is compared with what it was sent, under the lease of its deliveries, so
 * that nothing is being sent meanwhile; what drifted is due again. Only a reading that came to its end counts.
 */
@Repository
public class Comparisons {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Deliveries deliveries;
    private final Attempts attempts;
    private final Clock clock;

    public Comparisons(JdbcClient jdbc, TransactionTemplate transaction, Deliveries deliveries, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.deliveries = deliveries;
        this.attempts = new Attempts(jdbc);
        this.clock = clock;
    }

    /** A reading that is under way. */
    public record Comparing(int reader, String product, int attempt, Duration lease) {}

    /**
     * One entry at a product.
     *
     * @param object what it is there; a file by the hash that the product knows
     * @param remoteId the product's own id for it, or null
     * @param action what the product does, or null if it doesn't tell
     * @param ours whether it bears this hub's mark
     */
    public record Actual(SuspiciousObject object, String remoteId, ScanAction action, boolean ours) {}

    /** Some of the entries of a reading. */
    public record Part(Comparing comparing, List<Actual> entries) {}

    /** The end of a reading; {@code entries} is how many there were, with those that no hub could have put there. */
    public record End(Comparing comparing, long entries) {}

    /**
     * What the last comparison found.
     *
     * @param comparedAt when, or null if none came to its end yet
     * @param entries how many the product holds
     * @param leftAlone how many of them this hub did not put there
     * @param missing delivered, and gone
     * @param surplus put there by this hub, and not wanted
     * @param changed there with another action
     * @param lastError why the last reading broke off, or null
     */
    public record Compared(
            Instant comparedAt,
            Instant nextAt,
            long entries,
            long leftAlone,
            long missing,
            long surplus,
            long changed,
            String lastError) {

        /** How many entries had drifted, by kind. */
        public Map<String, Long> drift() {
            return Map.of("missing", missing, "surplus", surplus, "changed", changed);
        }
    }

    /** Says how often a product is read back; empty if it can't be. */
    public void enter(String product, Optional<Duration> every) {
        jdbc.sql("delete from comparison where reader_id = (" + READER + ") and :every::interval is null")
                .param("product", product)
                .param("every", every.map(Duration::toString).orElse(null))
                .update();
        every.ifPresent(span -> jdbc.sql("""
                        insert into comparison (reader_id, every, next_at)
                        select id, :every::interval, :at::timestamptz + :every::interval from reader
                         where name = :product and client is null
                        on conflict (reader_id) do update
                           set every = excluded.every, next_at = least(comparison.next_at, excluded.next_at)""")
                .param("product", product)
                .param("every", span.toString())
                .param("at", clock.instant().toString())
                .update());
    }

    /** The products that are to be read back now; nobody while distribution is off. */
    public List<String> due() {
        return jdbc.sql("""
                        select r.name from comparison c join reader r on r.id = c.reader_id join product p on p.id = r.product_id
                         where c.next_at <= :at::timestamptz and r.state = 'active' and p.enabled
                           and (select enabled from distribution)
                           and coalesce(r.lease, '-infinity') <= :at::timestamptz
                           and coalesce(r.not_before, '-infinity') <= :at::timestamptz""")
                .param("at", clock.instant().toString())
                .query(String.class)
                .list();
    }

    /** Makes a product's comparison due at once; false if it can't be read back. */
    public boolean dueNow(String product) {
        return jdbc.sql("update comparison set next_at = :at::timestamptz where reader_id = (" + READER + ")")
                        .param("product", product)
                        .param("at", clock.instant().toString())
                        .update()
                == 1;
    }

    /**
     * Begins a reading.
     *
     * @param mine the product's name, after an @ the revision that this node works with if an operator registered it
     * @param lease how long the product is ours; each part renews it
     * @return empty if another has the product
     */
    public Optional<Comparing> begin(String product, String mine, Duration lease) {
        Instant at = clock.instant();
        return transaction.execute(status -> deliveries
                .claim(product, mine, at, lease)
                .map(claim -> {
                    deliveries.stageAll(claim.reader(), at);
                    forget(claim.reader());
                    return new Comparing(claim.reader(), product, claim.attempt(), lease);
                }));
    }

    /** For a route: keeps a part of what the product holds. An overtaken attempt keeps nothing. */
    public void take(Part part) {
        Comparing comparing = part.comparing();
        transaction.executeWithoutResult(status -> {
            fence(comparing);
            keep(comparing.reader(), part.entries());
            jdbc.sql("update reader set lease = :at::timestamptz + :lease::interval where id = :reader")
                    .param("at", clock.instant().toString())
                    .param("lease", comparing.lease().toString())
                    .param("reader", comparing.reader())
                    .update();
        });
    }

    // What stands there twice is ours if one of the two is.
    private void keep(int reader, List<Actual> entries) {
        jdbc.sql("""
                        insert into actual as a (reader_id, identity, type, value, host, addr, remote_id, action, ours)
                        select distinct on (identity) :reader, identity, type, value, host, addr::inet, remote_id, action, ours
                          from (select g.*, case when octet_length(g.value) <= 1000 then g.value
                                                 else 'sha256:' || encode(sha256(convert_to(g.value, 'UTF8')), 'hex') end
                                                 as identity
                                  from unnest(:types::text[], :values::text[], :hosts::text[], :addresses::text[],
                                              :ids::text[], :actions::text[], :ours::boolean[])
                                       as g(type, value, host, addr, remote_id, action, ours)) x
                         order by identity, ours desc
                        on conflict (reader_id, identity) do update
                           set remote_id = excluded.remote_id, action = excluded.action, ours = true
                         where excluded.ours and not a.ours""")
                .param("reader", reader)
                .param("types", texts(entries, e -> e.object().type().word()))
                .param("values", texts(entries, e -> e.object().value()))
                .param("hosts", texts(entries, e -> MatchKey.host(e.object())))
                .param("addresses", texts(entries, e -> MatchKey.address(e.object())))
                .param("ids", texts(entries, Actual::remoteId))
                .param(
                        "actions",
                        texts(
                                entries,
                                e -> Optional.ofNullable(e.action())
                                        .map(ScanAction::word)
                                        .orElse(null)))
                .param("ours", entries.stream().map(Actual::ours).toArray(Boolean[]::new))
                .update();
    }

    private static String[] texts(Collection<Actual> entries, Function<Actual, String> part) {
        return entries.stream().map(part).toArray(String[]::new);
    }

    /** For a route: the product was read to its end; compares, and makes due what drifted. */
    public void end(End end) {
        Comparing comparing = end.comparing();
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> {
            fence(comparing);
            jdbc.sql("""
                            update comparison set (left_alone, missing, surplus, changed)
                                                = (select * from compare(:reader, :at::timestamptz)),
                                   compared_at = :at::timestamptz, next_at = :at::timestamptz + every, entries = :entries,
                                   failures = 0, last_error = null
                             where reader_id = :reader""")
                    .param("entries", end.entries())
                    .param("at", at.toString())
                    .param("reader", comparing.reader())
                    .update();
            letGo(comparing);
        });
    }

    /** The reading broke off, and changed nothing; it is tried again after a while. */
    public void failed(Comparing comparing, Pause pause) {
        transaction.executeWithoutResult(status -> {
            fence(comparing);
            int failures = jdbc.sql("select failures from comparison where reader_id = :reader")
                    .param("reader", comparing.reader())
                    .query(Integer.class)
                    .single();
            jdbc.sql("""
                            update comparison set failures = failures + 1, last_error = :error, next_at = :until::timestamptz
                             where reader_id = :reader""")
                    .param("error", pause.error())
                    .param("until", pause.until(clock.instant(), failures).toString())
                    .param("reader", comparing.reader())
                    .update();
            letGo(comparing);
        });
    }

    /** What the last comparison of each product found that can be read back, by the product's name. */
    public Map<String, Compared> all() {
        return jdbc
                .sql("""
                        select r.name, c.* from comparison c
                          join reader r on r.id = c.reader_id join product p on p.id = r.product_id
                         where p.removed_at is null""")
                .query((row, n) -> Map.entry(
                        row.getString("name"),
                        new Compared(
                                Stored.instant(row, "compared_at"),
                                Stored.instant(row, "next_at"),
                                row.getLong("entries"),
                                row.getLong("left_alone"),
                                row.getLong("missing"),
                                row.getLong("surplus"),
                                row.getLong("changed"),
                                row.getString("last_error"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void fence(Comparing comparing) {
        attempts.fence(comparing.reader(), comparing.product(), comparing.attempt());
    }

    private void letGo(Comparing comparing) {
        forget(comparing.reader());
        jdbc.sql("update reader set lease = null where id = :reader")
                .param("reader", comparing.reader())
                .update();
    }

    private void forget(int reader) {
        jdbc.sql("delete from actual where reader_id = :reader")
                .param("reader", reader)
                .update();
    }

    private static final String READER = "select id from reader where name = :product and client is null";
}
