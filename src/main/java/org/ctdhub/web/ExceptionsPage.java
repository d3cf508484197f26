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
    String list(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String text,
            @RequestParam(defaultValue = "newest") String sort,
            @RequestParam(defaultValue = "0") long after,
            Model model)
            throws RefusedException {
        model.addAttribute("page", api.list(type == null || type.isEmpty() ? null : type, text, sort, after, SHOWN));
        model.addAttribute("type", type);
        model.addAttribute("text", text);
        model.addAttribute("sort", sort);
        model.addAttribute("sorts", Exceptions.Sort.words());
        return "exceptions";
    }

    private String usual(Model model) throws RefusedException {
        return list(null, null, Exceptions.Sort.NEWEST.word(), 0, model);
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
                () -> usual(model));
    }

    /** Takes those away that are ticked, or first says what that would do. */
    @PostMapping("/remove")
    String remove(
            @RequestParam(name = "exception", defaultValue = "") List<Long> ids,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    if (ids.isEmpty()) {
                        throw new IllegalArgumentException("No exception is ticked. Tick those that shall go.");
                    }
                    return Confirm.given(request)
                            ? "redirect:/tasks/"
                                    + exceptions.remove(ids, who.actor()).id()
                            : Confirm.ask(
                                    model,
                                    request,
                                    named(ids),
                                    List.of(exceptions.previewRemoval(ids, who.actor())),
                                    "/exceptions");
                },
                () -> usual(model));
    }

    private String question(String key, String type, String pattern) {
        return wording.of(key, wording.word("type", type), pattern);
    }

    private String named(List<Long> ids) {
        return ids.size() > 1
                ? wording.of("ask.readmit-several", ids.size())
                : exceptions
                        .find(ids.get(0))
                        .map(rule -> question("ask.readmit", rule.type().word(), rule.pattern()))
                        .orElseThrow(() -> new NotFound("This exception is not there any more."));
    }
}
