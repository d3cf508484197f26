// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.registry.MadeReport.MailState;
import org.ctdhub.registry.ReportSchedule.Stretch;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The reports that were made, and their mails. A report stands whatever becomes of its mail. */
@Repository("madeReports")
public class MadeReports {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** A mail that can't be sent is tried again after a minute, two, four, and so on up to an hour, for three days. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final int DOUBLINGS = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ReportCounts counts;
    private final ReportPlans plans;
    private final Audit audit;
    private final Limits limits;
    private final Clock clock;

    public MadeReports(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ReportCounts counts,
            ReportPlans plans,
            Audit audit,
            Limits limits,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.counts = counts;
        this.plans = plans;
        this.audit = audit;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What is kept of reports.
     *
     * @param keep how long a made one is
     */
    public record Limits(Duration keep) {}

    /** A mail that was claimed. */
    public record Claim(MadeReport report, int attempt) {}

    /** Makes a report that is due, and has it mailed. A claim that was overtaken makes nothing. */
    public void make(ReportPlans.Claim claim) {
        Stretch time = claim.stretch();
        ReportNumbers numbers = counts.count(time);
        transaction.executeWithoutResult(status -> {
            Instant at = clock.instant();
            if (plans.done(claim, at.minus(limits.keep()))) {
                insert(claim.plan(), time, numbers, at, null, true);
            }
        });
    }

    /**
     * Makes a report on the last period that is over, besides those that are made by schedule.
     *
     * @param mail whether it is mailed as well
     */
    public MadeReport makeNow(ReportPlan plan, boolean mail, Actor by) {
        Instant at = clock.instant();
        Stretch time = plan.schedule().last(at);
        ReportNumbers numbers = counts.count(time);
        return transaction.execute(status -> {
            long id = insert(plan, time, numbers, at, by.name(), mail).orElseThrow();
            audit.record(by, "report.run", "report/" + plan.id(), null, Map.of("made", id, "mail", mail));
            return get(plan.id(), id);
        });
    }

    /** The same report without a trace: nothing is kept, and nothing is mailed. */
    public MadeReport preview(ReportPlan plan, Actor by) {
        Instant at = clock.instant();
        Stretch time = plan.schedule().last(at);
        return new MadeReport(
                0,
                plan.id(),
                plan.name(),
                plan.schedule().zone(),
                plan.language(),
                time,
                at,
                by.name(),
                counts.count(time),
                plan.recipients(),
                new MadeReport.Mail(MailState.NONE, 0, null, null, null));
    }

    /** Empty: this period's report was made before. */
    private Optional<Long> insert(
            ReportPlan plan, Stretch time, ReportNumbers numbers, Instant at, String by, boolean mail) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("plan", plan.id());
        columns.put("name", plan.name());
        columns.put("zone", plan.schedule().zone().getId());
        columns.put("language", plan.language().word());
        columns.put("since", time.since().toString());
        columns.put("until", time.until().toString());
        columns.put("at", at.toString());
        columns.put("by", by);
        columns.put("numbers", JSON.writeValueAsString(numbers));
        columns.put("recipients", plan.recipients().toArray(String[]::new));
        columns.put("mail", mail && !plan.recipients().isEmpty() ? "due" : "none");
        return jdbc.sql("""
                        insert into made_report (plan_id, name, zone, language, since, until, made_at, made_by, numbers,
                                                 recipients, mail, mail_not_before)
                        values (:plan, :name, :zone, :language, :since::timestamptz, :until::timestamptz, :at::timestamptz, :by,
                                :numbers::jsonb, :recipients::text[], :mail, case when :mail = 'due' then :at::timestamptz end)
                        on conflict (plan_id, since, until) where made_by is null do nothing
                        returning id""").params(columns).query(Long.class).optional();
    }

    /** What was made by a plan, the newest first. */
    public List<MadeReport> of(long plan, int most) {
        return jdbc.sql("select * from made_report where plan_id = :plan order by id desc limit :most")
                .param("plan", plan)
                .param("most", most)
                .query(MadeReports::report)
                .list();
    }

    /** One of them; throws {@link NotFound}. */
    public MadeReport get(long plan, long id) {
        return jdbc.sql("select * from made_report where plan_id = :plan and id = :id")
                .param("plan", plan)
                .param("id", id)
                .query(MadeReports::report)
                .optional()
                .orElseThrow(() -> new NotFound("There is no such report, or it is not kept any longer; GET"
                        + " /api/v1/reports/{id}/made lists those that are."));
    }

    /** For a route: forgets those that are older than they are kept. */
    public void keep() {
        jdbc.sql("delete from made_report where made_at < :oldest::timestamptz")
                .param("oldest", clock.instant().minus(limits.keep()).toString())
                .update();
    }

    /** Claims the mails that are due. */
    public List<Claim> claimUnsent() {
        return jdbc.sql("""
                        update made_report
                           set mail_attempt = mail_attempt + 1, mail_holder = node(),
                               mail_lease = :at::timestamptz + :lease::interval
                         where id in (select id from made_report
                                       where mail = 'due' and mail_not_before <= :at::timestamptz
                                         and coalesce(mail_lease, '-infinity') <= :at::timestamptz
                                         for update skip locked)
                        returning *""")
                .param("at", clock.instant().toString())
                .param("lease", LEASE.toString())
                .query((row, n) -> new Claim(report(row, n), row.getInt("mail_attempt")))
                .list();
    }

    /** A mail was taken by the mail server. */
    public void sent(Claim claim) {
        Instant at = clock.instant();
        settle(claim, MailState.SENT, at, null, null);
    }

    /** A mail was not taken: it is tried again after a pause, or given up. */
    public void unsent(Claim claim, String error) {
        Instant at = clock.instant();
        boolean over = at.isAfter(claim.report().madeAt().plus(GIVEN_UP_AFTER));
        settle(claim, over ? MailState.FAILED : MailState.DUE, null, over ? null : at.plus(pause(claim)), error);
    }

    private static Duration pause(Claim claim) {
        Duration pause =
                FIRST_PAUSE.multipliedBy(1L << Math.min(claim.report().mail().tries(), DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void settle(Claim claim, MailState state, Instant sentAt, Instant again, String error) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("state", state.toString());
        columns.put("sent", sentAt == null ? null : sentAt.toString());
        columns.put("again", again == null ? null : again.toString());
        columns.put("error", error);
        columns.put("id", claim.report().id());
        columns.put("attempt", claim.attempt());
        jdbc.sql("""
                        update made_report
                           set mail = :state, mail_tries = mail_tries + 1, mail_sent_at = :sent::timestamptz,
                               mail_not_before = :again::timestamptz, mail_error = :error, mail_lease = null
                         where id = :id and mail_attempt = :attempt""").params(columns).update();
    }

    private static MadeReport report(ResultSet row, int n) throws SQLException {
        return new MadeReport(
                row.getLong("id"),
                row.getLong("plan_id"),
                row.getString("name"),
                ZoneId.of(row.getString("zone")),
                ReportPlan.Language.of(row.getString("language")),
                new Stretch(Stored.instant(row, "since"), Stored.instant(row, "until")),
                Stored.instant(row, "made_at"),
                row.getString("made_by"),
                JSON.readValue(row.getString("numbers"), ReportNumbers.class),
                List.of((String[]) row.getArray("recipients").getArray()),
                new MadeReport.Mail(
                        MailState.valueOf(row.getString("mail").toUpperCase(Locale.ROOT)),
                        row.getInt("mail_tries"),
                        Stored.instant(row, "mail_sent_at"),
                        Stored.instant(row, "mail_not_before"),
                        row.getString("mail_error")));
    }
}
