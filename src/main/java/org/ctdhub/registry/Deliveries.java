// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What pushed products shall learn, and what they took. Work is claimed with a lease and an attempt number; no
 * transaction is open while the product is called, and an outcome counts only if its attempt is still the last.
 */
@Repository
public class Deliveries {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Attempts attempts;
    private final Clock clock;

    public Deliveries(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.attempts = new Attempts(jdbc);
        this.clock = clock;
    }

    /** The pushed products for which there is something to do now; names them, and nobody while distribution is off. */
    public List<String> due() {
        return jdbc.sql("""
                        select r.name from reader r join product p on p.id = r.product_id
                         where r.client is null and not r.whole and r.state = 'active' and p.enabled
                           and (select enabled from distribution)
                           and coalesce(r.lease, '-infinity') <= :at::timestamptz
                           and coalesce(r.not_before, '-infinity') <= :at::timestamptz
                           and (highest_of(r.id) > r.offered
                                or exists (select from delivered d where d.reader_id = r.id and d.state in ('due', 'sending')
                                              and coalesce(d.not_before, '-infinity') <= :at::timestamptz))""")
                .param("at", clock.instant().toString())
                .query(String.class)
                .list();
    }

    /**
     * The same as below for a product of the configuration, of which there is no revision.
     */
    public Optional<Delivery> take(String product, int add, int remove, Duration lease) {
        return take(product, product, add, remove, lease);
    }

    /**
     * Claims a product's next work: additions before removals, so that a fresh hash never waits behind expiries.
     *
     * @param mine the product's name, after an @ the revision that this node works with if an operator registered it
     * @param add the most additions at once
     * @param remove the most removals at once
     * @param lease how long the work is ours
     * @return empty if there is nothing to do, or another has the product
     */
    public Optional<Delivery> take(String product, String mine, int add, int remove, Duration lease) {
        Instant at = clock.instant();
        return transaction.execute(status -> claim(product, mine, at, lease).flatMap(claim -> {
            stageAll(claim.reader(), at);
            List<Row> rows = some(claim.reader(), add, false, at);
            boolean removal = rows.isEmpty();
            if (removal) {
                rows = some(claim.reader(), remove, true, at);
            }
            if (rows.isEmpty()) {
                release(claim.reader(), claim.attempt());
                return Optional.empty();
            }
            boolean unsure = rows.get(0).unsure();
            rows = rows.stream().filter(row -> row.unsure() == unsure).toList();
            mark(claim.reader(), rows, at);
            return Optional.of(new Delivery(
                    claim.reader(),
                    product,
                    claim.attempt(),
                    offered(claim.reader()),
                    removal,
                    unsure,
                    rows.stream().map(Row::item).toList()));
        }));
    }

    /**
     * Writes what became of a delivery, and lets the product go. An overtaken attempt writes nothing.
     *
     * @param outcomes what is known of single entries
     * @param pause why the rest was not taken, if it was not
     * @return how long each entry that is there now had waited since its object changed on the list; what had changed before
     *     the product began to read says nothing
     */
    public List<Duration> settle(Delivery delivery, List<Outcome> outcomes, Optional<Pause> pause) {
        Instant at = clock.instant();
        return transaction.execute(status -> {
            attempts.fence(delivery.reader(), delivery.product(), delivery.attempt());
            keep(delivery, outcomes, at);
            pause.ifPresentOrElse(p -> pause(delivery, p, at), () -> resume(delivery, at));
            return waits(delivery, outcomes, at);
        });
    }

    private List<Duration> waits(Delivery delivery, List<Outcome> outcomes, Instant at) {
        return jdbc.sql("""
                        select extract(epoch from :at::timestamptz - l.changed_at) * 1000 as millis
                          from delivered d
                          join reader r on r.id = d.reader_id
                          join listed l on l.object_id = d.object_id and l.changed_at >= r.since
                         where d.reader_id = :reader and d.identity = any(:identities::text[]) and d.wanted is not null""")
                .param("at", at.toString())
                .param("reader", delivery.reader())
                .param(
                        "identities",
                        outcomes.stream()
                                .filter(outcome -> outcome.kind() == Outcome.Kind.DELIVERED)
                                .map(Outcome::identity)
                                .toArray(String[]::new))
                .query((row, n) -> Duration.ofMillis(Math.max(0, row.getLong("millis"))))
                .list();
    }

    private void keep(Delivery delivery, List<Outcome> outcomes, Instant at) {
        String[] identities = outcomes.stream().map(Outcome::identity).toArray(String[]::new);
        jdbc.sql(SETTLE)
                .param("reader", delivery.reader())
                .param("at", at.toString())
                .param("identities", identities)
                .param("kinds", outcomes.stream().map(o -> o.kind().name()).toArray(String[]::new))
                .param("ids", outcomes.stream().map(Outcome::remoteId).toArray(String[]::new))
                .param("reasons", outcomes.stream().map(Outcome::reason).toArray(String[]::new))
                .update();
        jdbc.sql("""
                        delete from delivered
                         where reader_id = :reader and wanted is null and held is null and state = 'delivered'
                           and identity = any(:identities::text[])""")
                .param("reader", delivery.reader())
                .param("identities", identities)
                .update();
    }

    private void resume(Delivery delivery, Instant at) {
        jdbc.sql("""
                        update reader set lease = null, not_before = null, failures = 0, last_error = null,
                                          last_success_at = :at::timestamptz
                         where id = :reader""")
                .param("at", at.toString())
                .param("reader", delivery.reader())
                .update();
    }

    private void pause(Delivery delivery, Pause pause, Instant at) {
        jdbc.sql("""
                        update delivered set state = 'due', unsure = unsure or :unsure, tries = tries + 1, reason = :error
                         where reader_id = :reader and state = 'sending'""")
                .param("unsure", pause.unsure())
                .param("error", pause.error())
                .param("reader", delivery.reader())
                .update();
        attempts.pause(delivery.reader(), pause, at);
    }

    /** The product's lease under a new attempt, so that nobody sends or reads back meanwhile; empty if another has it. */
    Optional<Claim> claim(String product, String mine, Instant at, Duration lease) {
        return jdbc.sql("""
                        update reader set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where id = (select id from reader
                                      where name = :product and client is null and not whole
                                        and coalesce(lease, '-infinity') <= :at::timestamptz
                                        and coalesce(not_before, '-infinity') <= :at::timestamptz
                                        and (select case source when 'registered' then name || '@' || revision
                                                                else name end
                                               from product where product.id = reader.product_id) = :mine
                                        for update skip locked)
                        returning id, attempt""")
                .param("mine", mine)
                .param("at", at.toString())
                .param("lease", lease.toString())
                .param("product", product)
                .query((row, n) -> new Claim(row.getInt("id"), row.getInt("attempt")))
                .optional();
    }

    /** Takes the log up to its head, and gives up on what an attempt that died was sending: nobody knows of it. */
    void stageAll(int reader, Instant at) {
        jdbc.sql("update delivered set state = 'due', unsure = true where reader_id = :reader and state = 'sending'")
                .param("reader", reader)
                .update();
        int taken = Sightings.MOST_AT_ONCE;
        while (taken == Sightings.MOST_AT_ONCE) {
            taken = jdbc.sql("select stage(:reader, :most, :at::timestamptz)")
                    .param("reader", reader)
                    .param("most", Sightings.MOST_AT_ONCE)
                    .param("at", at.toString())
                    .query(Integer.class)
                    .single();
        }
    }

    private List<Row> some(int reader, int most, boolean removals, Instant at) {
        return jdbc.sql("""
                        select d.identity, d.unsure, o.type, o.value, coalesce(d.wanted, d.held, 'log') as action, d.remote_id
                          from delivered d join object o on o.id = d.object_id
                         where d.reader_id = :reader and d.state = 'due' and (d.wanted is null) = :removals
                           and coalesce(d.not_before, '-infinity') <= :at::timestamptz
                         order by d.unsure desc, d.tries, d.object_id
                         limit :most""")
                .param("reader", reader)
                .param("removals", removals)
                .param("at", at.toString())
                .param("most", most)
                .query(Deliveries::row)
                .list();
    }

    private static Row row(ResultSet row, int n) throws SQLException {
        return new Row(
                row.getBoolean("unsure"),
                new Delivery.Item(
                        row.getString("identity"),
                        Stored.object(row),
                        ScanAction.of(row.getString("action")),
                        Optional.ofNullable(row.getString("remote_id"))));
    }

    private long offered(int reader) {
        return jdbc.sql("select offered from reader where id = :reader")
                .param("reader", reader)
                .query(Long.class)
                .single();
    }

    private void mark(int reader, List<Row> rows, Instant at) {
        jdbc.sql("""
                        update delivered set state = 'sending', changed_at = :at::timestamptz
                         where reader_id = :reader and identity = any(:identities::text[])""")
                .param("reader", reader)
                .param("at", at.toString())
                .param(
                        "identities",
                        rows.stream().map(row -> row.item().identity()).toArray(String[]::new))
                .update();
    }

    private void release(int reader, int attempt) {
        jdbc.sql("update reader set lease = null where id = :reader and attempt = :attempt")
                .param("reader", reader)
                .param("attempt", attempt)
                .update();
    }

    record Claim(int reader, int attempt) {}

    private record Row(boolean unsure, Delivery.Item item) {}

    // While an entry is being sent, nobody changes what is wanted of it: the log is taken only under the same lease.
    private static final String SETTLE = """
            with said as (
                select * from unnest(:identities::text[], :kinds::text[], :ids::text[], :reasons::text[])
                              as s(identity, kind, remote_id, reason)
            ), settled as (
                update delivered d set
                    state = case s.kind when 'DELIVERED' then 'delivered' when 'REFUSED' then 'refused' else 'due' end,
                    held = case when s.kind = 'DELIVERED' then d.wanted else d.held end,
                    unsure = false,
                    remote_id = case when s.kind = 'DELIVERED' and d.wanted is null then null
                                     else coalesce(s.remote_id, d.remote_id) end,
                    reason = s.reason, tries = d.tries + 1, changed_at = :at::timestamptz, confirmed_at = null,
                    not_before = case when s.kind = 'AGAIN'
                                      then :at::timestamptz + interval '5 seconds' * least(power(2, d.tries), 60) end
                  from said s
                 where d.reader_id = :reader and d.identity = s.identity and d.state = 'sending'
                returning d.*
            )
            insert into event (at, object_id, kind, product_id, detail)
            select :at::timestamptz, coalesce(c.object_id, d.object_id),
                   case d.state when 'refused' then 'refused' when 'due' then 'again'
                                else case when d.wanted is null then 'removed' else 'delivered' end end,
                   r.product_id, coalesce(d.reason, d.remote_id)
              from settled d
              join reader r on r.id = d.reader_id
              left join contribution c on c.reader_id = d.reader_id and c.identity = d.identity""";
}
