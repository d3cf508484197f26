// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What forwards are told next. A forward is claimed with a lease and an attempt number, so that of several nodes one tells it;
 * its cursor moves when its receiver has taken what was sent, and what became of an attempt that was overtaken counts for
 * nothing.
 */
@Repository("parcels")
public class Parcels {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int DOUBLINGS = 10;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Forwards forwards;
    private final NewsReader reader;
    private final HubIdentity hub;
    private final Clock clock;

    public Parcels(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Forwards forwards,
            NewsReader reader,
            HubIdentity hub,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.forwards = forwards;
        this.reader = reader;
        this.hub = hub;
        this.clock = clock;
    }

    /** The forwards that may have something to be told now, by their numbers. */
    public List<Integer> due() {
        return jdbc.sql("""
                        select f.id from forward f cross join heads() h
                         where f.stopped is null
                           and coalesce(f.lease, '-infinity') <= :at::timestamptz
                           and coalesce(f.not_before, '-infinity') <= :at::timestamptz
                           and ('alerts' = any(f.tells) and h.alerts > f.alerts_at
                                or 'changes' = any(f.tells) and h.changes > f.changes_at
                                or 'detections' = any(f.tells) and h.detections > f.detections_at)
                         order by f.id""")
                .param("at", clock.instant().toString())
                .query(Integer.class)
                .list();
    }

    /** Claims what a forward is told next; empty: nothing, or another node has it. */
    public Optional<Parcel> take(int forward) {
        long head = jdbc.sql("select detections_head()").query(Long.class).single(); // lets go of its lock at once
        return transaction.execute(status -> claim(forward).flatMap(claim -> {
            Optional<Parcel> parcel = claim.trying == null ? Optional.empty() : read(claim, claim.trying, head);
            for (News.Kind kind : claim.tells) {
                parcel = parcel.isPresent() ? parcel : read(claim, kind, head);
            }
            parcel.ifPresentOrElse(this::mark, () -> release(claim));
            return parcel;
        }));
    }

    private Optional<Parcel> read(Claim claim, News.Kind kind, long head) {
        boolean again = kind == claim.trying;
        long from = claim.cursor(kind);
        long to = again ? claim.tryingTo : kind == News.Kind.DETECTIONS ? head : Long.MAX_VALUE;
        List<News> news = reader.read(kind, from, to, claim.batch);
        if (news.isEmpty()) {
            // where the same was to be sent again, it has higher numbers by now; else numbers were given to repeats
            if (!again && kind == News.Kind.DETECTIONS) {
                skip(claim, Math.max(from, to));
            }
            return Optional.empty();
        }
        long upTo = again ? to : news.get(news.size() - 1).number();
        return Optional.of(parcel(claim, kind, from + "-" + upTo, upTo, news));
    }

    private void mark(Parcel parcel) {
        jdbc.sql("update forward set trying = :kind, trying_to = :to where id = :id")
                .param("kind", parcel.about().word())
                .param("to", parcel.upTo())
                .param("id", parcel.forward())
                .update();
    }

    private void skip(Claim claim, long to) {
        jdbc.sql("update forward set detections_at = :to where id = :id")
                .param("to", to)
                .param("id", claim.id)
                .update();
    }

    private void release(Claim claim) {
        jdbc.sql("update forward set lease = null, trying = null, trying_to = null where id = :id")
                .param("id", claim.id)
                .update();
    }

    /** It was taken: the forward was told up to here. Throws {@link OvertakenException}. */
    public void done(Parcel parcel) {
        settle(
                parcel,
                jdbc.sql("""
                                update forward set KIND_at = :to, trying = null, trying_to = null, lease = null, not_before = null,
                                       failures = 0, last_error = null, told = told + :count, last_success_at = :at::timestamptz
                                 where id = :id and attempt = :attempt""".replace("KIND", parcel.about().word()))
                        .param("to", parcel.upTo())
                        .param("count", parcel.news().size()));
    }

    /** It was not taken; the same is sent again after a pause that grows up to an hour. Throws {@link OvertakenException}. */
    public void failed(Parcel parcel, Optional<Instant> wish, String error) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(parcel.failures(), DOUBLINGS));
        Instant until =
                wish.orElseGet(() -> clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
        settle(parcel, jdbc.sql("""
                        update forward set lease = null, not_before = :until::timestamptz, failures = failures + 1,
                               last_error = :error, last_error_at = :at::timestamptz
                         where id = :id and attempt = :attempt""").param("until", until.toString()).param("error", error));
    }

    /** The receiver refuses it for good: nothing is told until a person has looked. Throws {@link OvertakenException}. */
    public void stop(Parcel parcel, String reason) {
        settle(parcel, jdbc.sql("""
                        update forward set lease = null, stopped = :reason, failures = failures + 1,
                               last_error = :reason, last_error_at = :at::timestamptz
                         where id = :id and attempt = :attempt""").param("reason", reason));
    }

    private void settle(Parcel parcel, JdbcClient.StatementSpec update) {
        int written = update.param("at", clock.instant().toString())
                .param("id", parcel.forward())
                .param("attempt", parcel.attempt())
                .update();
        if (written == 0) {
            throw new OvertakenException(parcel.name(), parcel.attempt());
        }
    }

    /** Something to try a forward with; it moves nothing. Throws {@link NotFound}. */
    public Parcel trial(String name) {
        Instant at = clock.instant();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", "test/" + at.toEpochMilli());
        fields.put("at", at);
        fields.put("event", "test");
        fields.put("message", "This is a test of the forward " + name + "; nothing happened.");
        return jdbc.sql("select * from forward where name = :name")
                .param("name", name)
                .query((row, n) -> new Claim(row))
                .optional()
                .map(claim ->
                        parcel(claim, News.Kind.ALERTS, "test-" + at.toEpochMilli(), 0, List.of(new News(0, fields))))
                .orElseThrow(() -> new NotFound("There is no such forward; GET /api/v1/forwards lists them."));
    }

    private Parcel parcel(Claim claim, News.Kind about, String stretch, long upTo, List<News> news) {
        return new Parcel(
                claim.id,
                claim.name,
                claim.attempt,
                claim.kind,
                claim.address,
                claim.authority,
                forwards.secret(claim.id, claim.sealed),
                about,
                hub.origin() + "/" + claim.id + "/" + about.word() + "/" + stretch,
                upTo,
                news,
                claim.failures);
    }

    private Optional<Claim> claim(int forward) {
        return jdbc.sql("""
                        update forward set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where id = (select id from forward
                                      where id = :id and stopped is null
                                        and coalesce(lease, '-infinity') <= :at::timestamptz
                                        and coalesce(not_before, '-infinity') <= :at::timestamptz
                                        for update skip locked)
                        returning *""")
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .param("id", forward)
                .query((row, n) -> new Claim(row))
                .optional();
    }

    /** A forward that was claimed; a class, because a record would show the secret's seal, and compare it by its place. */
    private static final class Claim {

        private final int id;
        private final String name;
        private final int attempt;
        private final String kind;
        private final String address;
        private final String authority;
        private final byte[] sealed;
        private final int batch;
        private final int failures;
        private final List<News.Kind> tells;
        private final Map<News.Kind, Long> cursors = new EnumMap<>(News.Kind.class);
        private final News.Kind trying;
        private final long tryingTo;

        Claim(ResultSet row) throws SQLException {
            id = row.getInt("id");
            name = row.getString("name");
            attempt = row.getInt("attempt");
            kind = row.getString("kind");
            address = row.getString("address");
            authority = row.getString("authority");
            sealed = row.getBytes("sealed");
            batch = row.getInt("batch");
            failures = row.getInt("failures");
            tells = Arrays.stream((String[]) row.getArray("tells").getArray())
                    .map(News.Kind::of)
                    .sorted()
                    .toList();
            for (News.Kind told : News.Kind.values()) {
                cursors.put(told, row.getLong(told.word() + "_at"));
            }
            String word = row.getString("trying");
            trying = word == null ? null : News.Kind.of(word);
            tryingTo = row.getLong("trying_to");
        }

        long cursor(News.Kind of) {
            return cursors.get(of);
        }
    }
}
