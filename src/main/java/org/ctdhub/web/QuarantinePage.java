// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.ctdhub.registry.QuarantineRecords;
import org.ctdhub.registry.QuarantineRecords.Choice;
import org.ctdhub.registry.QuarantineRecords.Line;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What could not be taken, and why. */
@ConsolePage
@RequestMapping("/quarantine")
class QuarantinePage {

    private static final int SHOWN = 50;

    private final QuarantineApi api;
    private final QuarantineRecords records;
    private final Wording wording;

    QuarantinePage(QuarantineApi api, QuarantineRecords records, Wording wording) {
        this.api = api;
        this.records = records;
        this.wording = wording;
    }

    /** What can be done to all that are shown. */
    enum Act {
        retry,
        discard
    }

    /** What the page is asked for. */
    record Asked(String product, String reason, Long after) {

        Choice choice() {
            return new Choice(Optional.ofNullable(product), Optional.ofNullable(reason));
        }
    }

    @GetMapping
    String quarantine(Asked asked, Model model) {
        List<Line> lines = records.find(asked.choice(), Optional.ofNullable(asked.after()), SHOWN);
        model.addAttribute("asked", asked);
        model.addAttribute("page", Page.of(lines, SHOWN, Line::id));
        model.addAttribute("reasons", records.reasons());
        return "quarantine";
    }

    @PostMapping("/{id}/retry")
    String retry(@PathVariable long id, Asked asked, Model model, HttpServletResponse response) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    QuarantineApi.Outcome outcome = api.retry(id);
                    model.addAttribute("outcome", outcome);
                    return quarantine(asked, model);
                },
                () -> quarantine(asked, model));
    }

    @PostMapping("/{id}/discard")
    String discard(@PathVariable long id) {
        api.discard(id);
        return "redirect:/quarantine";
    }

    /** Whatever is done to more than one record is asked about first. */
    @PostMapping("/all")
    String all(
            Asked asked, @RequestParam Act act, Model model, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (!Confirm.given(request)) {
            String question = wording.of(
                    act == Act.discard ? "ask.quarantine-discard" : "ask.quarantine-retry",
                    wording.number(records.count(asked.choice())));
            return Confirm.ask(model, request, question, List.of(), "/quarantine");
        }
        return Attempt.of(
                model,
                response,
                () -> {
                    if (act == Act.discard) {
                        api.discardAll(asked.choice().product(), asked.choice().reason(), false);
                    } else {
                        model.addAttribute(
                                "outcomes",
                                api.retryAll(
                                        asked.choice().product(), asked.choice().reason()));
                    }
                    return quarantine(new Asked(asked.product(), asked.reason(), null), model);
                },
                () -> quarantine(asked, model));
    }
}
