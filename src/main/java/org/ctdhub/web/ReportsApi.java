// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.ctdhub.publish.ReportPage;
import org.ctdhub.publish.ReportSheet;
import org.ctdhub.registry.MadeReport;
import org.ctdhub.registry.MadeReports;
import org.ctdhub.registry.ReportNumbers;
import org.ctdhub.registry.ReportPlan;
import org.ctdhub.registry.ReportPlans;
import org.ctdhub.registry.ReportSchedule;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Reports by schedule, and those that were made. */
@Tag(name = "Reports", description = "What came in, what is enforced where, and what was met, by schedule.")
@RestController
@RequestMapping("/api/v1/reports")
class ReportsApi {

    private static final int LONGEST_NAME = 100;
    private static final int MOST_RECIPIENTS = 20;
    private static final int SHOWN = 1_000;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}");

    /** A page that was made of what attackers wrote may do nothing, not even if it is opened beside the console. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    private final ReportPlans plans;
    private final MadeReports made;
    private final ReportPage page;
    private final WhoAsks who;

    ReportsApi(ReportPlans plans, MadeReports made, ReportPage page, WhoAsks who) {
        this.plans = plans;
        this.made = made;
        this.page = page;
        this.who = who;
    }

    /**
     * A report as it is wanted.
     *
     * @param period daily, weekly (from Monday) or monthly
     * @param zone in which days begin, such as Asia/Tokyo; absent: UTC
     * @param hour of the first day behind the period, at which it is made; absent: 6
     * @param recipients mail addresses; absent: none
     * @param language en or ja; absent: en
     */
    record Wanted(String name, String period, String zone, Integer hour, List<String> recipients, String language) {

        ReportPlan.Wanted checked() {
            return new ReportPlan.Wanted(
                    Texts.name(name, LONGEST_NAME),
                    new ReportSchedule(ReportSchedule.Period.of(period), zone(zone), hour(hour)),
                    recipients == null ? List.of() : addresses(recipients),
                    ReportPlan.Language.of(language == null ? "en" : language));
        }

        private static ZoneId zone(String given) {
            try {
                return ZoneId.of(given == null ? "UTC" : given);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "The zone is none that is known here; send one like Asia/Tokyo, Europe/Berlin or UTC.", e);
            }
        }

        private static int hour(Integer given) {
            int hour = given == null ? 6 : given;
            if (hour < 0 || hour > 23) {
                throw new IllegalArgumentException("The hour is a number from 0 to 23.");
            }
            return hour;
        }

        private static List<String> addresses(List<String> given) {
            if (given.size() > MOST_RECIPIENTS) {
                throw new IllegalArgumentException("At most " + MOST_RECIPIENTS
                        + " recipients are possible; send it to a distribution list of your mail server.");
            }
            given.stream()
                    .filter(address ->
                            address == null || !ADDRESS.matcher(address).matches())
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw new IllegalArgumentException("The recipient " + (given.indexOf(wrong) + 1)
                                + " is no mail address; send one like soc@example.test, without a name.");
                    });
            return given.stream().distinct().toList();
        }
    }

    /**
     * A report that is made by schedule.
     *
     * @param nextAt when the next one is due
     * @param lastError why the last one could not be made, or null
     */
    record Plan(
            long id,
            String name,
            String period,
            String zone,
            int hour,
            List<String> recipients,
            String language,
            Instant nextAt,
            String lastError) {

        static Plan of(ReportPlan plan) {
            return new Plan(
                    plan.id(),
                    plan.name(),
                    plan.schedule().period().word(),
                    plan.schedule().zone().getId(),
                    plan.schedule().hour(),
                    plan.recipients(),
                    plan.language().word(),
                    plan.nextAt(),
                    plan.lastError());
        }
    }

    /**
     * A report that was made.
     *
     * @param since the first moment of its period
     * @param until the first moment behind it
     * @param madeBy who had it made; null: it was due
     * @param page where it is as a page
     * @param csv where it is for a spreadsheet
     */
    record Made(
            long id,
            String name,
            Instant since,
            Instant until,
            String zone,
            String language,
            Instant madeAt,
            String madeBy,
            Mail mail,
            String page,
            String csv) {

        static Made of(MadeReport report) {
            String path = "/api/v1/reports/" + report.planId() + "/made/" + report.id();
            return new Made(
                    report.id(),
                    report.name(),
                    report.time().since(),
                    report.time().until(),
                    report.zone().getId(),
                    report.language().word(),
                    report.madeAt(),
                    report.madeBy(),
                    Mail.of(report),
                    path + "/page",
                    path + "/csv");
        }
    }

    /**
     * What became of a report's mail.
     *
     * @param state none, due, sent or failed
     * @param nextTryAt when it is tried again, if it is
     * @param lastError what went wrong at the last try, or null
     */
    record Mail(String state, List<String> recipients, int tries, Instant sentAt, Instant nextTryAt, String lastError) {

        static Mail of(MadeReport report) {
            MadeReport.Mail mail = report.mail();
            return new Mail(
                    mail.state().toString(),
                    report.recipients(),
                    mail.tries(),
                    mail.sentAt(),
                    mail.nextTryAt(),
                    mail.lastError());
        }
    }

    /** A made report with all that it tells. */
    record Whole(Made report, ReportNumbers numbers) {

        static Whole of(MadeReport report) {
            return new Whole(Made.of(report), report.numbers());
        }
    }

    @Operation(summary = "Lists the reports that are made by schedule.")
    @GetMapping
    List<Plan> all() {
        return plans.all().stream().map(Plan::of).toList();
    }

    @Operation(summary = "Shows one of them.")
    @GetMapping("/{id}")
    Plan one(@PathVariable long id) {
        return Plan.of(plans.get(id));
    }

    @Operation(summary = "Has a report made by schedule.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Plan create(@RequestBody Wanted wanted) {
        return Plan.of(plans.create(wanted.checked(), who.actor()));
    }

    @Operation(summary = "Changes what is made by schedule; what is absent is as if it were new.")
    @PutMapping("/{id}")
    Plan change(@PathVariable long id, @RequestBody Wanted wanted) {
        return Plan.of(plans.change(id, wanted.checked(), who.actor()));
    }

    @Operation(summary = "Ends a report, and removes all that was made of it.")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable long id) {
        plans.remove(id, who.actor());
    }

    @Operation(
            summary = "Makes a report on the last period that is over, besides the schedule.",
            description = "With 'mail=true' it is mailed to its recipients as well; with 'dryRun=true' it is shown, and"
                    + " neither kept nor mailed.")
    @PostMapping("/{id}/run")
    Whole run(
            @PathVariable long id,
            @RequestParam(defaultValue = "false") boolean mail,
            @RequestParam(defaultValue = "false") boolean dryRun) {
        ReportPlan plan = plans.get(id);
        return Whole.of(dryRun ? made.preview(plan, who.actor()) : made.makeNow(plan, mail, who.actor()));
    }

    @Operation(summary = "Lists what was made of a report, the newest first.")
    @GetMapping("/{id}/made")
    List<Made> made(@PathVariable long id) {
        plans.get(id);
        return made.of(id, SHOWN).stream().map(Made::of).toList();
    }

    @Operation(summary = "Shows a made report with all its numbers.")
    @GetMapping("/{id}/made/{made}")
    Whole numbers(@PathVariable long id, @PathVariable("made") long number) {
        return Whole.of(made.get(id, number));
    }

    @Operation(summary = "Shows a made report as a page; nothing in it can be clicked.")
    @GetMapping(path = "/{id}/made/{made}/page", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<byte[]> page(@PathVariable long id, @PathVariable("made") long number) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .body(page.html(made.get(id, number)).getBytes(StandardCharsets.UTF_8));
    }

    @Operation(summary = "Gives a made report for a spreadsheet: one number a row, and no cell is a formula.")
    @GetMapping(path = "/{id}/made/{made}/csv", produces = "text/csv")
    ResponseEntity<byte[]> csv(@PathVariable long id, @PathVariable("made") long number) {
        MadeReport report = made.get(id, number);
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(ReportSheet.file(report))
                                .build()
                                .toString())
                .body(ReportSheet.csv(report).getBytes(StandardCharsets.UTF_8));
    }
}
