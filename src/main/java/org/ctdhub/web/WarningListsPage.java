// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.WarningLists;
import org.ctdhub.registry.WarningLists.Mode;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The warning lists, their modes, and what they keep off the list. */
@ConsolePage
@RequestMapping("/warning-lists")
class WarningListsPage {

    private static final int SHOWN = 100;
    private static final String PATH = "/warning-lists";
    private static final List<String> MODES =
            Arrays.stream(Mode.values()).map(Mode::word).toList();

    private final WarningListsApi api;
    private final WarningLists lists;
    private final Decisions decisions;
    private final WhoAsks who;
    private final Wording wording;

    WarningListsPage(WarningListsApi api, WarningLists lists, Decisions decisions, WhoAsks who, Wording wording) {
        this.api = api;
        this.lists = lists;
        this.decisions = decisions;
        this.who = who;
        this.wording = wording;
    }

    @GetMapping
    String lists(Model model) {
        WarningListsApi.Lists all = api.lists();
        model.addAttribute("lists", all.lists());
        model.addAttribute("failures", all.failures());
        model.addAttribute("kept", lists.kept(SHOWN));
        model.addAttribute("modes", MODES);
        return "warning-lists";
    }

    @PostMapping
    String mode(
            @RequestParam(required = false) String name,
            @RequestParam(required = false) String mode,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    Mode wanted = Mode.of(mode);
                    return Confirm.given(request)
                            ? "redirect:/tasks/"
                                    + lists.setMode(name, wanted, who.actor()).id()
                            : Confirm.ask(
                                    model,
                                    request,
                                    wording.of("ask.guard", name, wording.word("guard-mode", wanted.word())),
                                    List.of(lists.previewMode(name, wanted, who.actor())),
                                    PATH);
                },
                () -> lists(model));
    }

    @PostMapping("/remove")
    String remove(
            @RequestParam(required = false) String name,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    lists.find(name);
                    if (!Confirm.given(request)) {
                        return Confirm.ask(model, request, wording.of("ask.guard-remove", name), List.of(), PATH);
                    }
                    api.remove(name);
                    return "redirect:" + PATH;
                },
                () -> lists(model));
    }

    @PostMapping("/reload")
    String reload() {
        api.reload();
        return "redirect:" + PATH;
    }

    /** Lets the next version of a list have lost most entries. */
    @PostMapping("/let-shrink")
    String letShrink(@RequestParam(required = false) String name, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.letShrink(name);
                    return "redirect:" + PATH;
                },
                () -> lists(model));
    }

    /** Lets one object go that is held. */
    @PostMapping("/release")
    String release(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String value,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    SuspiciousObject object = SuspiciousObject.of(ObjectType.of(type), value);
                    return "redirect:/tasks/"
                            + decisions
                                    .release(new Selection(List.of(object), null), who.actor())
                                    .id();
                },
                () -> lists(model));
    }
}
