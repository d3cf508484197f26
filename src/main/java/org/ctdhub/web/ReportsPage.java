// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.ctdhub.registry.MadeReports;
import org.ctdhub.registry.ReportPlan;
import org.ctdhub.registry.ReportPlan.Language;
import org.ctdhub.registry.ReportPlans;
import org.ctdhub.registry.ReportSchedule.Period;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The reports that are made by schedule, and what was made of them. */
@ConsolePage
@RequestMapping("/reports")
class ReportsPage {

    private static final int SHOWN = 10;

    private final ReportsApi api;
    private final ReportPlans plans;
    private final MadeReports made;
    private final Wording wording;

    ReportsPage(ReportsApi api, ReportPlans plans, MadeReports made, Wording wording) {
        this.wording = wording;
        this.api = api;
        this.plans = plans;
        this.made = made;
    }

    /**
     * The form, as it was filled in.
     *
     * @param recipients with blanks or commas between them
     */
    record Form(String name, String period, String zone, Integer hour, String recipients, String language) {

        ReportsApi.Wanted wanted() {
            List<String> addresses = recipients == null
                    ? List.of()
                    : Arrays.stream(recipients.split("[\\s,;]+"))
                            .filter(address -> !address.isEmpty())
                            .toList();
            return new ReportsApi.Wanted(name, period, zone, hour, addresses, language);
        }
    }

    /** A report with the newest that were made of it. */
    record Shown(ReportsApi.Plan plan, List<ReportsApi.Made> made) {}

    @GetMapping
    String reports(Model model) {
        model.addAttribute("reports", plans.all().stream().map(this::shown).toList());
        model.addAttribute(
                "periods", Arrays.stream(Period.values()).map(Period::word).toList());
        model.addAttribute(
                "languages",
                Arrays.stream(Language.values()).map(Language::word).toList());
        return "reports";
    }

    private Shown shown(ReportPlan plan) {
        return new Shown(
                ReportsApi.Plan.of(plan),
                made.of(plan.id(), SHOWN).stream().map(ReportsApi.Made::of).toList());
    }

    @PostMapping
    String add(@ModelAttribute("form") Form form, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.create(form.wanted());
                    return "redirect:/reports";
                },
                () -> reports(model));
    }

    @PostMapping("/{id}/run")
    String run(@PathVariable long id, @RequestParam(defaultValue = "false") boolean mail) {
        api.run(id, mail, false);
        return "redirect:/reports";
    }

    @PostMapping("/{id}/remove")
    String remove(@PathVariable long id, HttpServletRequest request, Model model) {
        if (Confirm.given(request)) {
            api.remove(id);
            return "redirect:/reports";
        }
        return Confirm.ask(
                model, request, wording.of("ask.report", plans.get(id).name()), List.of(), "/reports");
    }
}
