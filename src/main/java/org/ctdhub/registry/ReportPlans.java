// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ctdhub.registry.ReportSchedule.Stretch;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The reports that are made by schedule, and which of them are due. */
@Repository("reportPlans")
public class ReportPlans {

    /** To count over a month of detections takes its time. What a process had in hand that died is free much sooner. */
    private static final Duration LEASE = Duration.ofHours(2);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public ReportPlans(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A report that is due and was claimed.
     *
     * @param day the first day behind its period
     */
    public record Claim(ReportPlan plan, LocalDate day, int attempt) {

        /** The time of which it tells. */
        public Stretch stretch() {
            return plan.schedule().stretch(day);
        }
    }

    /** All of them, by name. */
    public List<ReportPlan> all() {
        return jdbc.sql("select * from report_plan order by name")
                .query(ReportPlans::plan)
                .list();
    }

    /** One of them; throws {@link NotFound}. */
    public ReportPlan get(long id) {
        return find(id).orElseThrow(() -> new NotFound("There is no such report; GET /api/v1/reports lists them."));
    }

    private Optional<ReportPlan> find(long id) {
        return jdbc.sql("select * from report_plan where id = :id")
                .param("id", id)
                .query(ReportPlans::plan)
                .optional();
    }

    /** Has a report made from now on. Throws {@link Conflict} if there is one of this name. */
    public ReportPlan create(ReportPlan.Wanted wanted, Actor by) {
        return unique(() -> transaction.execute(status -> {
            ReportPlan made = jdbc.sql("""
                            insert into report_plan (name, period, zone, hour, recipients, language, next_day, next_at)
                            values (:name, :period, :zone, :hour, :recipients::text[], :language, :day::date, :due::timestamptz)
                            returning *""")
                    .params(columns(wanted))
                    .query(ReportPlans::plan)
                    .single();
            audit.record(by, "report.create", subject(made.id()), null, shown(made));
            return made;
        }));
    }

    /**
     * Changes a plan. What is due stays due, unless the schedule changes: then the next report is the next one of the new
     * schedule. One that is just being made by the old plan comes to nothing.
     */
    public ReportPlan change(long id, ReportPlan.Wanted wanted, Actor by) {
        return unique(() -> transaction.execute(status -> {
            ReportPlan before = locked(id);
            Map<String, Object> columns = columns(wanted);
            columns.put("id", id);
            columns.put("again", !before.schedule().equals(wanted.schedule()));
            ReportPlan after =
                    jdbc.sql("""
                            update report_plan
                               set name = :name, period = :period, zone = :zone, hour = :hour, recipients = :recipients::text[],
                                   language = :language, attempt = attempt + 1, lease = null, not_before = null,
                                   next_day = case when :again then :day::date else next_day end,
                                   next_at = case when :again then :due::timestamptz else next_at end
                             where id = :id returning *""").params(columns).query(ReportPlans::plan).single();
            audit.record(by, "report.change", subject(id), shown(before), shown(after));
            return after;
        }));
    }

    /** Removes a plan, and all that was made by it. */
    public void remove(long id, Actor by) {
        transaction.executeWithoutResult(status -> {
            ReportPlan before = locked(id);
            jdbc.sql("delete from report_plan where id = :id").param("id", id).update();
            audit.record(by, "report.remove", subject(id), shown(before), null);
        });
    }

    private ReportPlan locked(long id) {
        jdbc.sql("select from report_plan where id = :id for update")
                .param("id", id)
                .query(row -> {});
        return get(id);
    }

    private static ReportPlan unique(Supplier<ReportPlan> change) {
        try {
            return change.get();
        } catch (DuplicateKeyException e) {
            throw new Conflict("There is a report of this name already; change that one, or choose another name.");
        }
    }

    /** Claims the reports that are due. */
    public List<Claim> claimDue() {
        return jdbc.sql("""
                        update report_plan
                           set attempt = attempt + 1, holder = node(), lease = :at::timestamptz + :lease::interval
                         where id in (select id from report_plan
                                       where next_at <= :at::timestamptz
                                         and coalesce(lease, '-infinity') <= :at::timestamptz
                                         and coalesce(not_before, '-infinity') <= :at::timestamptz
                                         for update skip locked)
                        returning *""")
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query((row, n) ->
                        new Claim(plan(row, n), row.getObject("next_day", LocalDate.class), row.getInt("attempt")))
                .list();
    }

    /**
     * Within the transaction that keeps a made report: the next one is that of the period behind it, or of the first one
     * that would not be thrown away at once. False if another is at it by now; then it must not be kept.
     */
    boolean done(Claim claim, Instant oldest) {
        ReportSchedule schedule = claim.plan().schedule();
        Instant due = schedule.due(claim.day());
        LocalDate next = schedule.next(due.isAfter(oldest) ? due : oldest);
        return jdbc.sql("""
                        update report_plan
                           set lease = null, not_before = null, failures = 0, last_error = null,
                               next_day = :day::date, next_at = :due::timestamptz
                         where id = :id and attempt = :attempt""")
                        .param("day", next.toString())
                        .param("due", schedule.due(next).toString())
                        .param("id", claim.plan().id())
                        .param("attempt", claim.attempt())
                        .update()
                == 1;
    }

    /** It could not be made: it is tried again after a while. */
    public void failed(Claim claim, String error) {
        Instant at = clock.instant();
        transaction.executeWithoutResult(status -> jdbc.sql(
                        "select failures from report_plan where id = :id and attempt = :attempt for update")
                .param("id", claim.plan().id())
                .param("attempt", claim.attempt())
                .query(Integer.class)
                .optional()
                .ifPresent(failures -> jdbc.sql("""
                                update report_plan
                                   set lease = null, failures = failures + 1, last_error = :error, not_before = :until::timestamptz
                                 where id = :id""")
                        .param("error", error)
                        .param(
                                "until",
                                new Pause(false, Optional.empty(), error)
                                        .until(at, failures)
                                        .toString())
                        .param("id", claim.plan().id())
                        .update()));
    }

    private Map<String, Object> columns(ReportPlan.Wanted wanted) {
        ReportSchedule schedule = wanted.schedule();
        LocalDate day = schedule.next(clock.instant());
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("name", wanted.name());
        columns.put("period", schedule.period().word());
        columns.put("zone", schedule.zone().getId());
        columns.put("hour", schedule.hour());
        columns.put("recipients", wanted.recipients().toArray(String[]::new));
        columns.put("language", wanted.language().word());
        columns.put("day", day.toString());
        columns.put("due", schedule.due(day).toString());
        return columns;
    }

    private static ReportPlan plan(ResultSet row, int n) throws SQLException {
        return new ReportPlan(
                row.getLong("id"),
                row.getString("name"),
                new ReportSchedule(
                        ReportSchedule.Period.of(row.getString("period")),
                        ZoneId.of(row.getString("zone")),
                        row.getInt("hour")),
                List.of((String[]) row.getArray("recipients").getArray()),
                ReportPlan.Language.of(row.getString("language")),
                Stored.instant(row, "next_at"),
                row.getString("last_error"));
    }

    /** For the audit. */
    private static Map<String, Object> shown(ReportPlan plan) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", plan.name());
        shown.put("period", plan.schedule().period().word());
        shown.put("zone", plan.schedule().zone().getId());
        shown.put("hour", plan.schedule().hour());
        shown.put("recipients", plan.recipients());
        shown.put("language", plan.language().word());
        return shown;
    }

    private static String subject(long id) {
        return "report/" + id;
    }
}
