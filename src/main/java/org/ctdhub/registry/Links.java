// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an edge has to do on the link to its hub. Each errand is claimed with a lease and an attempt number, so that of several
 * nodes one is at work on it, and one that comes late writes nothing.
 */
@Repository("links")
public class Links {

    private static final Duration LEASE = Duration.ofSeconds(100);
    private static final String NEVER_BEFORE_ALL_IS_READ = "infinity";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public Links(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Something to do on the link. */
    public enum Errand {
        REGISTER,
        READ,
        EXCEPTIONS,
        UPLOAD,
        COMPARE,
        LEAVE;

        /** As it stands in the registry, and in the names of routes. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Errand of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * An errand that was claimed.
     *
     * @param position up to where it was done
     * @param greeted upload: whether the hub was asked what it has from here
     * @param failures how often it failed in a row
     */
    public record Claim(Errand errand, int attempt, long position, boolean greeted, int failures) {

        /** The errand's word, for a route. */
        public String word() {
            return errand.word();
        }
    }

    /** How an errand stands, for people. */
    public record Line(
            String errand, long position, int failures, Instant lastSuccessAt, String lastError, Instant lastErrorAt) {}

    /** Claims what is due now. */
    public List<Claim> claimDue() {
        return jdbc.sql("""
                        update link l set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where errand in (
                               select k.errand from link k cross join federation f
                                where coalesce(k.lease, '-infinity') <= :at::timestamptz and k.due_at <= :at::timestamptz
                                  and case k.errand
                                        when 'leave' then f.left_url is not null
                                        when 'register' then f.role = 'edge' and f.registered_at is null
                                        else f.role = 'edge' and f.registered_at is not null end
                                  and case k.errand
                                        when 'upload' then not k.greeted or exists (WAITING)
                                        when 'compare' then exists (select from link u where u.errand = 'upload' and u.greeted
                                                                       and not exists (WAITING_THERE))
                                        else true end
                                  for update of k skip locked)
                        returning *""".replace(
                                "WAITING_THERE",
                                "select from entry e where e.list = 'virtual_analyzer'"
                                        + " and e.origin_seq is null and e.link_seq > u.position")
                        .replace(
                                "WAITING",
                                "select from entry e where e.list = 'virtual_analyzer'"
                                        + " and e.origin_seq is null and e.link_seq > k.position"))
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query(Links::claim)
                .list();
    }

    /** The claim for one more call, if it is still its holder's; what is left of its lease begins anew. */
    public Optional<Claim> renew(Claim claim) {
        return jdbc.sql("""
                        update link set lease = :at::timestamptz + :lease::interval
                         where errand = :errand and attempt = :attempt
                           and (select role = 'edge' and registered_at is not null from federation)
                        returning *""")
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .param("errand", claim.word())
                .param("attempt", claim.attempt())
                .query(Links::claim)
                .optional();
    }

    /** Writes what came of a call, all or nothing. Throws {@link OvertakenException} if the errand is another's by now. */
    void write(Claim claim, Runnable work) {
        Retry.onConflict(() -> transaction.executeWithoutResult(status -> {
            fence(claim);
            work.run();
        }));
    }

    private void fence(Claim claim) {
        boolean mine = jdbc.sql("select attempt = :attempt from link where errand = :errand for update")
                .param("attempt", claim.attempt())
                .param("errand", claim.word())
                .query(Boolean.class)
                .single();
        if (!mine) {
            throw new OvertakenException("the hub", claim.attempt());
        }
    }

    /** A call went well; the errand is done up to here. */
    void done(Claim claim, long position) {
        jdbc.sql("""
                        update link set position = :position, greeted = true, failures = 0, last_error = null,
                               last_error_at = null, last_success_at = :at::timestamptz
                         where errand = :errand and attempt = :attempt""")
                .param("position", position)
                .param("at", clock.instant().toString())
                .param("errand", claim.word())
                .param("attempt", claim.attempt())
                .update();
    }

    /** The hub has nothing from here: what leaves from now on may have been told. */
    void beginsToTell() {
        jdbc.sql("update link set told_from = link_head() where errand = 'upload' and told_from = 0")
                .update();
    }

    /** Lets go of an errand until then. */
    public void rest(Claim claim, Instant until) {
        jdbc.sql("""
                        update link set lease = null, due_at = case when due_at = 'infinity' then due_at else :until::timestamptz end
                         where errand = :errand and attempt = :attempt""")
                .param("until", until.toString())
                .param("errand", claim.word())
                .param("attempt", claim.attempt())
                .update();
    }

    /** Lets go of an errand after a failure. */
    public void pause(Claim claim, Pause pause) {
        Instant at = clock.instant();
        int failures = jdbc.sql("select failures from link where errand = :errand")
                .param("errand", claim.word())
                .query(Integer.class)
                .single();
        jdbc.sql("""
                        update link set lease = null, failures = failures + 1, due_at = :until::timestamptz,
                               last_error = :error, last_error_at = :at::timestamptz
                         where errand = :errand and attempt = :attempt""")
                .param("until", pause.until(at, failures).toString())
                .param("error", pause.error())
                .param("at", at.toString())
                .param("errand", claim.word())
                .param("attempt", claim.attempt())
                .update();
    }

    /** Everything is due now: somebody wants it at once, and doesn't wait until the hub has something to say. */
    public void hurry() {
        jdbc.sql("""
                        update link set due_at = '-infinity',
                               attempt = attempt + case errand when 'read' then 1 else 0 end,
                               lease = case when errand <> 'read' then lease end
                         where due_at <> 'infinity'""").update();
        doubt();
    }

    /** Both sides shall be compared as soon as all was read. */
    void doubt() {
        jdbc.sql("update link set due_at = :when::timestamptz where errand = 'compare'")
                .param("when", NEVER_BEFORE_ALL_IS_READ)
                .update();
    }

    /** Whether both sides shall be compared, and not all was read yet. */
    public boolean inDoubt() {
        return jdbc.sql("select due_at = 'infinity' from link where errand = 'compare'")
                .query(Boolean.class)
                .single();
    }

    /** All was read: what waited for that is due. */
    void caughtUp() {
        jdbc.sql("update link set due_at = '-infinity' where errand = 'compare' and due_at = 'infinity'")
                .update();
    }

    /** All that the hub had was read. */
    void heard() {
        jdbc.sql("update link set heard = true where errand = 'read' and not heard")
                .update();
    }

    /** Every errand. */
    public List<Line> all() {
        return jdbc.sql("select * from link order by errand")
                .query((row, n) -> new Line(
                        row.getString("errand"),
                        row.getLong("position"),
                        row.getInt("failures"),
                        Stored.instant(row, "last_success_at"),
                        row.getString("last_error"),
                        Stored.instant(row, "last_error_at")))
                .list();
    }

    private static Claim claim(ResultSet row, int n) throws SQLException {
        return new Claim(
                Errand.of(row.getString("errand")),
                row.getInt("attempt"),
                row.getLong("position"),
                row.getBoolean("greeted"),
                row.getInt("failures"));
    }
}
