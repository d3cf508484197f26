// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.NotFound;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The rules that take objects off the consolidated list. */
@ConsolePage
@RequestMapping("/exceptions")
class ExceptionsPage {

    private static final int SHOWN = 100;

    private final ExceptionsApi api;
    private final Exceptions exceptions;
    private final WhoAsks who;
    private final Wording wording;

    ExceptionsPage(ExceptionsApi api, Exceptions exceptions, WhoAsks who, Wording wording) {
        this.wording = wording;
        this.api = api;
        this.exceptions = exceptions;
        this.who = who;
    }

    /** The form, as it was filled in. */
    record Wanted(String type, String pattern, String notes) {}

    @GetMapping
    String list(@RequestParam(required = false) String text, @RequestParam(defaultValue = "0") long after, Model model)
            throws RefusedException {
        model.addAttribute("page", api.list(null, text, after, SHOWN));
        model.addAttribute("text", text);
        return "exceptions";
    }

    @PostMapping
    String add(
            @ModelAttribute("form") Wanted wanted,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    ExceptionPattern pattern = ExceptionPattern.of(ObjectType.of(wanted.type()), wanted.pattern());
                    return Confirm.given(request)
                            ? "redirect:/tasks/"
                                    + exceptions
                                            .add(pattern, wanted.notes(), who.actor())
                                            .id()
                            : Confirm.ask(
                                    model,
                                    request,
                                    question("ask.except", pattern.type().word(), pattern.text()),
                                    List.of(exceptions.preview(pattern, wanted.notes(), who.actor())),
                                    "/exceptions");
                },
                () -> list(null, 0, model));
    }

    @PostMapping("/{id}/remove")
    String remove(@PathVariable long id, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> Confirm.given(request)
                        ? "redirect:/tasks/"
                                + exceptions.remove(id, who.actor()).id()
                        : Confirm.ask(
                                model,
                                request,
                                named(id),
                                List.of(exceptions.previewRemoval(id, who.actor())),
                                "/exceptions"),
                () -> list(null, 0, model));
    }

    private String question(String key, String type, String pattern) {
        return wording.of(key, wording.word("type", type), pattern);
    }

    private String named(long id) {
        return exceptions
                .find(id)
                .map(rule -> question("ask.readmit", rule.type().word(), rule.pattern()))
                .orElseThrow(() -> new NotFound("This exception is not there any more."));
    }
}
