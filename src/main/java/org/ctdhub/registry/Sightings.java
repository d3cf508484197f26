// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes what producers report: sightings, consolidated list, quarantine and the producer's cursor in one transaction. */
@Repository
public class Sightings {

    /** The most objects that are written while the list lock is held. */
    public static final int MOST_AT_ONCE = 10_000;

    private static final Comparator<Report> BY_OBJECT = Comparator.comparing(
                    (Report r) -> r.object().type().word())
            .thenComparing(r -> r.object().value());

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Brakes brakes;
    private final Clock clock;

    public Sightings(JdbcClient jdbc, TransactionTemplate transaction, Brakes brakes, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.brakes = brakes;
        this.clock = clock;
    }

    /**
     * Writes a batch whole or not at all; a record in it that the database can't store is put aside, and holds up no other.
     * Throws {@link OvertakenException} if a later run has begun, and {@link BrakeException} if the producer brings or takes
     * back so much that a person has to look at it first.
     */
    public void register(Batch batch) {
        try {
            write(batch);
        } catch (DataIntegrityViolationException e) {
            if (batch.reports().isEmpty() || !isAboutAValue(e)) {
                throw e;
            }
            registerWithoutWhatCannotBeStored(batch, e);
        }
    }

    /** Half by half, until the record stands alone. The cursor moves with the last. */
    private void registerWithoutWhatCannotBeStored(Batch batch, DataIntegrityViolationException e) {
        List<Report> all = batch.reports();
        if (all.size() == 1) {
            List<Unreadable> aside = new ArrayList<>(batch.unreadable());
            aside.add(unstorable(all.get(0), e));
            register(new Batch(batch.run(), List.of(), aside, batch.position()));
            return;
        }
        int half = all.size() / 2;
        register(new Batch(batch.run(), all.subList(0, half), List.of(), null));
        register(new Batch(batch.run(), all.subList(half, all.size()), batch.unreadable(), batch.position()));
    }

    private static Unreadable unstorable(Report report, DataIntegrityViolationException e) {
        return new Unreadable(
                "storage",
                "The database can't store it: "
                        + e.getMostSpecificCause()
                                .getMessage()
                                .lines()
                                .findFirst()
                                .orElse(""),
                report.object().type().word() + " " + report.object().value());
    }

    /** Class 22: data exception. A rule of the tables that is broken is no fault of a record's. */
    private static boolean isAboutAValue(DataIntegrityViolationException e) {
        return e.getMostSpecificCause() instanceof SQLException sql
                && String.valueOf(sql.getSQLState()).startsWith("22");
    }

    private void write(Batch batch) {
        held(() -> transaction.executeWithoutResult(status -> {
            Instant at = clock.instant();
            Cursors cursors = new Cursors(jdbc);
            CollectRun run = batch.run().isSent() ? cursors.join(batch.run()) : batch.run();
            List<Report> reports = lastOfEach(batch.reports());
            if (!reports.isEmpty()) {
                jdbc.sql("select keep_lives()").query(row -> {});
                enlist(changedBy(run, reports, at), at);
            }
            new Quarantine(jdbc).keep(run.productId(), run.stream(), batch.unreadable(), at);
            cursors.move(run, batch.position(), at);
        }));
    }

    private void held(Runnable work) {
        try {
            Retry.onConflict(work);
        } catch (BrakeException e) {
            brakes.pull(e);
            throw e;
        }
    }

    /**
     * Ends a complete snapshot: what the producer no longer lists is withdrawn, at once or after several that lack it, as its
     * manifest says. Answers how many objects that were. Throws {@link BrakeException} if it lost so much that a person has
     * to look at it first.
     */
    public int withdrawMissing(CollectRun run) {
        CompleteAnswers answers = new CompleteAnswers(jdbc);
        held(() -> transaction.executeWithoutResult(status -> {
            Instant at = clock.instant();
            new Cursors(jdbc).move(run, null, at);
            CompleteAnswers.Compared compared = answers.compare(run);
            brakes.refuseLoss(run, compared.lost(), compared.before(), at);
            answers.keep(run, compared.objects());
            answers.since(run).ifPresent(since -> brakes.count(run, 0, missing(run, since), at));
        }));
        return answers.since(run).map(since -> withdrawMissing(run, since)).orElse(0);
    }

    private int withdrawMissing(CollectRun run, long since) {
        int withdrawn = 0;
        for (int some = MOST_AT_ONCE; some == MOST_AT_ONCE; withdrawn += some) {
            some = Retry.onConflict(() -> transaction.execute(status -> withdrawSomeMissing(run, since)));
        }
        return withdrawn;
    }

    private int missing(CollectRun run, long since) {
        return jdbc.sql("""
                        select count(*) from sighting
                         where product_id = :product and stream = :stream and withdrawn_at is null and not echo
                           and coalesce(snapshot, 0) < :since""")
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("since", since)
                .query(Integer.class)
                .single();
    }

    private int withdrawSomeMissing(CollectRun run, long since) {
        Instant at = clock.instant();
        Long[] missing = jdbc.sql("""
                        update sighting set withdrawn_at = :at::timestamptz
                         where (object_id, product_id) in (
                               select object_id, product_id from sighting
                                where product_id = :product and stream = :stream and withdrawn_at is null
                                  and coalesce(snapshot, 0) < :since
                                order by object_id limit :most for update)
                        returning object_id""")
                .param("at", at.toString())
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("since", since)
                .param("most", MOST_AT_ONCE)
                .query(Long.class)
                .list()
                .toArray(Long[]::new);
        History.add(jdbc, at, "withdrawn", run.productId(), missing);
        enlist(missing, at);
        return missing.length;
    }

    /** The same object twice in a batch: the later record stands. Sorted, so that batches that overlap don't deadlock. */
    private static List<Report> lastOfEach(List<Report> reports) {
        Map<SuspiciousObject, Report> last = new LinkedHashMap<>();
        reports.forEach(report -> last.put(report.object(), report));
        return last.values().stream().sorted(BY_OBJECT).toList();
    }

    private void enlist(Long[] keys, Instant at) {
        if (keys.length > 0) {
            jdbc.sql("select enlist(:keys, :at::timestamptz)")
                    .param("keys", keys)
                    .param("at", at.toString())
                    .query(Integer.class)
                    .single();
        }
    }

    /** Writes the sightings; answers the objects about which this batch says something new. */
    private Long[] changedBy(CollectRun run, List<Report> reports, Instant at) {
        insertObjects(reports);
        List<Changed> changed = jdbc.sql(WRITE_SIGHTINGS)
                .param("types", texts(reports, r -> r.object().type().word()))
                .param("values", texts(reports, r -> r.object().value()))
                .param("removed", reports.stream().map(Report::removed).toArray(Boolean[]::new))
                .param("risks", reports.stream().map(r -> r.risk().number()).toArray(Integer[]::new))
                .param("seen", texts(reports, r -> r.seenAt().toString()))
                .param("expires", texts(reports, r -> r.expiresAt() == null ? null : Stored.text(r.expiresAt())))
                .param("detections", texts(reports, Report::detection))
                .param("sources", texts(reports, Report::sourceSha1))
                .param("roots", texts(reports, Report::rootSha1))
                .param("product", run.productId())
                .param("stream", run.stream())
                .param("snapshot", run.attempt())
                .param("whole", run.full())
                .param("at", at.toString())
                .query((row, n) ->
                        new Changed(row.getLong("object_id"), row.getBoolean("fresh"), row.getBoolean("gone")))
                .list();
        int gone = (int) changed.stream().filter(Changed::gone).count();
        int fresh = (int) changed.stream().filter(c -> c.fresh() && !c.gone()).count();
        brakes.count(run, fresh, gone, at);
        return changed.stream().map(Changed::object).toArray(Long[]::new);
    }

    private record Changed(long object, boolean fresh, boolean gone) {}

    private void insertObjects(Collection<Report> reports) {
        List<Report> added = reports.stream().filter(r -> !r.removed()).toList();
        jdbc.sql("""
                        insert into object (type, value, digest, host, addr)
                        select type, value, sha256(convert_to(value, 'UTF8')), host, addr::inet
                          from unnest(:types::text[], :values::text[], :hosts::text[], :addresses::text[])
                               as given(type, value, host, addr)
                        on conflict (type, digest) do nothing""")
                .param("types", texts(added, r -> r.object().type().word()))
                .param("values", texts(added, r -> r.object().value()))
                .param("hosts", texts(added, r -> MatchKey.host(r.object())))
                .param("addresses", texts(added, r -> MatchKey.address(r.object())))
                .update();
    }

    private static <T> String[] texts(Collection<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }

    // A sighting that was withdrawn or has run out begins a new life; within a life the latest date counts. A record
    // that
    // a producer merely lists again while its whole list is read is no news: what a person expired stays so. An echo
    // changes nothing of what the producer found by itself.
    private static final String WRITE_SIGHTINGS =
            """
            with given as (
                select o.id as object_id, g.removed, g.risk, g.seen, g.expires is not null as dated,
                       coalesce(g.expires, case when l.days is null then 'infinity'
                                                else :at::timestamptz + l.days * interval '1 day' end) as expires,
                       g.detection, g.source, g.root,
                       case when g.removed or g.source is not null or g.root is not null then false
                            when exists (select from reader r where r.product_id = :product) then was_given(:product, o.id)
                            else false end as echo
                  from unnest(:types::text[], :values::text[], :removed::boolean[], :risks::int[],
                              :seen::timestamptz[], :expires::timestamptz[],
                              :detections::text[], :sources::text[], :roots::text[])
                       as g(type, value, removed, risk, seen, expires, detection, source, root)
                  join object o on o.type = g.type and o.digest = sha256(convert_to(g.value, 'UTF8'))
                  join life l on l.type = o.type
            ), before as (
                select s.*, s.withdrawn_at is null and s.expires_at > :at::timestamptz and not s.echo as alive
                  from sighting s join given using (object_id)
                 where s.product_id = :product
            ), written as (
                insert into sighting as s (object_id, product_id, stream, risk, detection, source_sha1, root_sha1,
                                           first_seen, last_seen, reported_at, dated, expires_at, withdrawn_at, snapshot,
                                           echo)
                select g.object_id, :product, :stream, g.risk, g.detection, g.source, g.root,
                       g.seen, g.seen, :at::timestamptz, g.dated, g.expires,
                       case when g.removed then :at::timestamptz end, :snapshot, g.echo
                  from given g
                 where not g.removed or exists (select from before b where b.object_id = g.object_id and b.alive)
                 order by g.object_id
                on conflict (object_id, product_id) do update set
                    stream = excluded.stream, snapshot = excluded.snapshot,
                    echo = case when excluded.withdrawn_at is not null or OWN and excluded.echo then s.echo
                                else excluded.echo end,
                    risk = case when excluded.withdrawn_at is null and not (OWN and excluded.echo) then excluded.risk
                                else s.risk end,
                    detection = coalesce(excluded.detection, s.detection),
                    source_sha1 = coalesce(excluded.source_sha1, s.source_sha1),
                    root_sha1 = coalesce(excluded.root_sha1, s.root_sha1),
                    first_seen = least(s.first_seen, excluded.first_seen),
                    last_seen = greatest(s.last_seen, excluded.last_seen),
                    reported_at = case
                        when excluded.withdrawn_at is not null or OWN and excluded.echo then s.reported_at
                        when :whole and OWN
                             and s.risk = excluded.risk
                             and coalesce(excluded.detection, s.detection) is not distinct from s.detection
                             and (not excluded.dated or excluded.expires_at = s.expires_at)
                        then s.reported_at
                        else excluded.reported_at end,
                    dated = case
                        when excluded.withdrawn_at is not null or OWN and excluded.echo then s.dated
                        when OWN then s.dated or excluded.dated
                        else excluded.dated end,
                    expires_at = case
                        when excluded.withdrawn_at is not null or OWN and excluded.echo then s.expires_at
                        when OWN
                        then case when s.dated = excluded.dated then greatest(s.expires_at, excluded.expires_at)
                                  when s.dated then s.expires_at
                                  else excluded.expires_at end
                        else excluded.expires_at end,
                    withdrawn_at = excluded.withdrawn_at
                returning s.*
            ), changed as (
                select w.object_id, w.echo, b.object_id is null or not b.alive as fresh,
                       w.withdrawn_at is not null as gone
                  from written w
                  left join before b using (object_id)
                  left join decision d using (object_id)
                 where not (w.echo and coalesce(b.echo, false) and w.withdrawn_at is null)
                   and (b.object_id is null
                    or not b.alive
                    or w.withdrawn_at is not null
                    or (b.risk, b.detection, b.source_sha1, b.root_sha1, b.expires_at, b.dated)
                       is distinct from (w.risk, w.detection, w.source_sha1, w.root_sha1, w.expires_at, w.dated)
                    or (b.reported_at <= d.expires_at and w.reported_at > d.expires_at))
            ), told as (
                insert into event (at, object_id, kind, product_id)
                select :at::timestamptz, object_id, case when gone then 'withdrawn' when echo then 'echoed'
                                                        else 'reported' end, :product
                  from changed where fresh or gone
            )
            select object_id, fresh, gone from changed where not echo order by object_id""".replace("OWN", "(s.withdrawn_at is null and s.expires_at > :at::timestamptz and not s.echo)");
}
