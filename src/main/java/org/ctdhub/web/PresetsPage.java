// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Lives;
import org.ctdhub.registry.Presets;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What holds for objects about which nobody decided. */
@ConsolePage
@RequestMapping("/presets")
class PresetsPage {

    private final Presets presets;
    private final Lives lives;
    private final WhoAsks who;
    private final Wording wording;

    PresetsPage(Presets presets, Lives lives, WhoAsks who, Wording wording) {
        this.wording = wording;
        this.presets = presets;
        this.lives = lives;
        this.who = who;
    }

    @GetMapping
    String presets(Model model) {
        Map<String, Map<String, String>> actions = new LinkedHashMap<>();
        presets.all()
                .forEach(preset -> actions.computeIfAbsent(preset.type().word(), type -> new TreeMap<>())
                        .put(preset.risk().word(), preset.action().word()));
        model.addAttribute("actions", actions);
        model.addAttribute("lives", lives.all());
        return "presets";
    }

    @PostMapping
    String set(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String risk,
            @RequestParam(required = false) String action,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    ObjectType of = ObjectType.of(type);
                    Risk at = Risk.of(risk);
                    ScanAction wanted = ScanAction.of(action);
                    return Confirm.given(request)
                            ? "redirect:/tasks/"
                                    + presets.set(of, at, wanted, who.actor()).id()
                            : Confirm.ask(
                                    model,
                                    request,
                                    wording.of(
                                            "ask.preset",
                                            wording.word("type", of.word()),
                                            wording.word("risk", at.word()),
                                            wording.word("action", wanted.word())),
                                    List.of(presets.preview(of, at, wanted, who.actor())),
                                    "/presets");
                },
                () -> presets(model));
    }

    /** The form, as it was filled in; without days: for ever. */
    record Life(String type, String days) {

        private Integer read() {
            try {
                return days == null ? null : Integer.valueOf(days.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("The days are no number. Write how many, or nothing for ever.", e);
            }
        }
    }

    /** How long a type stays. */
    @PostMapping("/life")
    String life(
            @ModelAttribute("life") Life life, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    ObjectType of = ObjectType.of(life.type());
                    Integer days = life.read();
                    return Confirm.given(request)
                            ? "redirect:/tasks/"
                                    + lives.set(of, days, who.actor()).id()
                            : Confirm.ask(
                                    model,
                                    request,
                                    wording.of(
                                            days == null ? "ask.life-ever" : "ask.life",
                                            wording.word("type", of.word()),
                                            days),
                                    List.of(lives.preview(of, days, who.actor())),
                                    "/presets");
                },
                () -> presets(model));
    }
}
