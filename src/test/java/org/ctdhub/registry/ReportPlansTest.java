// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.ctdhub.registry.ReportPlan.Language;
import org.ctdhub.registry.ReportSchedule.Period;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Who makes a report when several could, and of which days it tells. */
class ReportPlansTest {

    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ReportSchedule DAILY = new ReportSchedule(Period.DAILY, BERLIN, 6);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-27T12:00:00Z"));
    private final Audit audit = new Audit(DATABASE.jdbc(), clock);
    private final ReportPlans plans = new ReportPlans(DATABASE.jdbc(), DATABASE.transaction(), audit, clock);
    private final MadeReports made = new MadeReports(
            DATABASE.jdbc(),
            DATABASE.transaction(),
            new ReportCounts(
                    DATABASE.jdbc(),
                    new Overview(DATABASE.jdbc()),
                    new Edges(DATABASE.jdbc(), DATABASE.transaction(), audit, clock),
                    new DataSourceTransactionManager(DATABASE.dataSource())),
            plans,
            audit,
            new MadeReports.Limits(Duration.ofDays(30)),
            clock);

    @BeforeEach
    void forget() {
        plans.all().forEach(plan -> plans.remove(plan.id(), Actor.HUB));
    }

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    private ReportPlan plan(ReportSchedule schedule, String... recipients) {
        return plans.create(new ReportPlan.Wanted("a report", schedule, List.of(recipients), Language.EN), Actor.HUB);
    }

    @Test
    void days_begin_in_the_plans_zone_and_one_of_them_has_23_hours() {
        plan(DAILY);
        clock.advance(Duration.ofDays(3)); // the clocks went forward on the 29th

        makeAll();

        assertThat(times())
                .containsExactly(
                        "2026-03-26T23:00:00Z 2026-03-27T23:00:00Z",
                        "2026-03-27T23:00:00Z 2026-03-28T23:00:00Z",
                        "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");
        assertThat(plans.all().get(0).nextAt()).isEqualTo("2026-03-31T04:00:00Z");
    }

    @Test
    void weeks_begin_on_monday_and_months_on_the_first() {
        assertThat(new ReportSchedule(Period.WEEKLY, BERLIN, 6)
                        .last(clock.instant())
                        .since())
                .isEqualTo("2026-03-15T23:00:00Z");
        assertThat(new ReportSchedule(Period.WEEKLY, BERLIN, 6).next(clock.instant()))
                .hasToString("2026-03-30");
        assertThat(new ReportSchedule(Period.MONTHLY, BERLIN, 6)
                        .last(clock.instant())
                        .since())
                .isEqualTo("2026-01-31T23:00:00Z");
        assertThat(new ReportSchedule(Period.MONTHLY, BERLIN, 6).next(clock.instant()))
                .hasToString("2026-04-01");
    }

    @Test
    void a_report_is_claimed_by_one_and_again_when_the_lease_is_over_and_a_late_one_makes_nothing() {
        plan(DAILY);
        clock.advance(Duration.ofDays(1));
        ReportPlans.Claim late = plans.claimDue().get(0);
        assertThat(plans.claimDue()).isEmpty();

        clock.advance(Duration.ofHours(3));
        ReportPlans.Claim again = plans.claimDue().get(0);
        made.make(late);
        assertThat(times()).isEmpty();
        made.make(again);
        made.make(again);

        assertThat(times()).hasSize(1);
        assertThat(plans.claimDue()).isEmpty();
    }

    @Test
    void what_a_process_had_in_hand_that_died_is_due_at_once() {
        plan(DAILY, "soc@example.test");
        clock.advance(Duration.ofDays(1));
        plans.claimDue();
        String dead = "00000000-0000-4000-8000-000000000001";
        DATABASE.jdbc().sql("update report_plan set holder = '" + dead + "'").update();

        end(dead);
        makeAll();
        assertThat(made.claimUnsent()).hasSize(1);
        DATABASE.jdbc()
                .sql("update made_report set mail_holder = '" + dead + "'")
                .update();
        assertThat(made.claimUnsent()).isEmpty();
        end(dead);

        assertThat(made.claimUnsent()).hasSize(1);
    }

    private static void end(String node) {
        DATABASE.jdbc().sql("select end_claims(array['" + node + "'::uuid])").query(row -> {});
    }

    @Test
    void a_change_keeps_what_is_due_unless_it_is_of_the_schedule() {
        ReportPlan plan = plan(DAILY);
        clock.advance(Duration.ofDays(1));
        plans.change(plan.id(), new ReportPlan.Wanted("renamed", DAILY, List.of(), Language.JA), Actor.HUB);
        assertThat(plans.claimDue()).hasSize(1);

        plans.change(
                plan.id(),
                new ReportPlan.Wanted("renamed", new ReportSchedule(Period.DAILY, BERLIN, 7), List.of(), Language.JA),
                Actor.HUB);
        assertThat(plans.claimDue()).isEmpty();
        assertThat(plans.get(plan.id()).nextAt()).isEqualTo("2026-03-29T05:00:00Z");
    }

    @Test
    void a_period_that_was_reported_is_not_reported_again_by_another_hour() {
        ReportPlan plan = plan(DAILY);
        clock.advance(Duration.ofHours(17)); // five in the morning, after six in Berlin
        makeAll();
        assertThat(times()).hasSize(1);
        plans.change(
                plan.id(),
                new ReportPlan.Wanted("a report", new ReportSchedule(Period.DAILY, BERLIN, 8), List.of(), Language.EN),
                Actor.HUB);
        clock.advance(Duration.ofHours(3));

        makeAll();

        assertThat(times()).hasSize(1);
        assertThat(plans.get(plan.id()).nextAt()).isEqualTo("2026-03-29T06:00:00Z");
    }

    @Test
    void what_would_be_thrown_away_at_once_is_not_made_and_what_is_too_old_goes() {
        plan(DAILY);
        clock.advance(Duration.ofDays(100));
        makeAll();

        assertThat(times())
                .as("the first, which was claimed, and those of thirty days")
                .hasSize(31);
        clock.advance(Duration.ofDays(31));
        made.keep();
        assertThat(times()).isEmpty();
    }

    @Test
    void a_report_that_can_not_be_made_says_why_and_is_due_again_after_a_pause() {
        ReportPlan plan = plan(DAILY);
        clock.advance(Duration.ofDays(1));
        ReportPlans.Claim claim = plans.claimDue().get(0);

        plans.failed(claim, "the disk is full");

        assertThat(plans.get(plan.id()).lastError()).isEqualTo("the disk is full");
        assertThat(plans.claimDue()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        makeAll();
        assertThat(times()).hasSize(1);
        assertThat(plans.get(plan.id()).lastError()).isNull();
    }

    @Test
    void a_mail_is_given_up_after_three_days() {
        plan(DAILY, "soc@example.test");
        clock.advance(Duration.ofDays(1));
        makeAll();
        int tries = 0;
        for (List<MadeReports.Claim> due = made.claimUnsent(); !due.isEmpty(); due = made.claimUnsent()) {
            made.unsent(due.get(0), "nobody is there");
            tries++;
            clock.advance(Duration.ofHours(1));
        }

        MadeReport report = made.of(plans.all().get(0).id(), 1).get(0);
        assertThat(report.mail().state()).isEqualTo(MadeReport.MailState.FAILED);
        assertThat(report.mail().lastError()).isEqualTo("nobody is there");
        assertThat(tries).isBetween(70, 75);
    }

    private void makeAll() {
        for (List<ReportPlans.Claim> due = plans.claimDue(); !due.isEmpty(); due = plans.claimDue()) {
            due.forEach(made::make);
        }
    }

    private List<String> times() {
        return plans.all().stream()
                .flatMap(plan -> made.of(plan.id(), 1_000).stream())
                .map(report -> report.time().since() + " " + report.time().until())
                .sorted()
                .toList();
    }
}
