// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Lives;
import org.ctdhub.registry.Presets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What holds for objects about which nobody decided: the scan action by type and risk, and how long a type stays. */
@Tag(name = "Presets", description = "What holds for objects about which nobody decided.")
@RestController
@RequestMapping("/api/v1")
class PresetsApi {

    private final Presets presets;
    private final Lives lives;
    private final WhoAsks who;

    PresetsApi(Presets presets, Lives lives, WhoAsks who) {
        this.presets = presets;
        this.lives = lives;
        this.who = who;
    }

    /** One preset, in words. */
    record Shown(String type, String risk, String action, long number) {

        static Shown of(Presets.Preset preset) {
            return new Shown(
                    preset.type().word(), preset.risk().word(), preset.action().word(), preset.number());
        }
    }

    /** The action that is wanted; {@code dryRun}: only say what it would do. */
    record Action(String action, boolean dryRun) {}

    @Operation(summary = "Lists the scan action of each type and risk.")
    @GetMapping("/presets")
    List<Shown> presets() {
        return presets.all().stream().map(Shown::of).toList();
    }

    @Operation(summary = "Shows one preset; its ETag goes into If-Match.")
    @GetMapping("/presets/{type}/{risk}")
    ResponseEntity<Shown> preset(@PathVariable String type, @PathVariable String risk) throws RefusedException {
        Shown shown = find(type, risk);
        return ResponseEntity.ok().eTag(Match.tag(shown.number())).body(shown);
    }

    private Shown find(String type, String risk) throws RefusedException {
        String word = Risk.of(risk).word();
        ObjectType.of(type);
        return presets().stream()
                .filter(p -> p.type().equals(type) && p.risk().equals(word))
                .findFirst()
                .orElseThrow();
    }

    @Operation(summary = "Presets an action for existing and future objects of a type and risk.")
    @BeginsTask
    @PutMapping("/presets/{type}/{risk}")
    ResponseEntity<?> change(
            @PathVariable String type,
            @PathVariable String risk,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestBody Action wanted)
            throws RefusedException {
        Match.check(ifMatch, find(type, risk).number());
        ScanAction action = ScanAction.of(wanted.action());
        return wanted.dryRun()
                ? ResponseEntity.ok(presets.preview(ObjectType.of(type), Risk.of(risk), action, who.actor()))
                : TasksApi.begun(presets.set(ObjectType.of(type), Risk.of(risk), action, who.actor()));
    }

    /** How long objects of a type stay; {@code days} null: for ever. */
    record Days(String type, Integer days) {}

    /** The days that are wanted. */
    record WantedDays(Integer days, boolean dryRun) {}

    @Operation(summary = "Lists how many days objects of each type stay that nobody gave a date.")
    @GetMapping("/lives")
    List<Days> lives() {
        return lives.all().stream()
                .map(life -> new Days(life.type().word(), life.days()))
                .toList();
    }

    @Operation(summary = "Sets how many days objects of a type stay that nobody gave a date; null: for ever.")
    @BeginsTask
    @PutMapping("/lives/{type}")
    ResponseEntity<?> life(@PathVariable String type, @RequestBody WantedDays wanted) throws RefusedException {
        return wanted.dryRun()
                ? ResponseEntity.ok(lives.preview(ObjectType.of(type), wanted.days(), who.actor()))
                : TasksApi.begun(lives.set(ObjectType.of(type), wanted.days(), who.actor()));
    }
}
