// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.Filter;
import org.ctdhub.registry.WarningLists;
import org.ctdhub.registry.WarningLists.Mode;
import org.ctdhub.registry.WarningLooks;
import org.ctdhub.registry.WarningVersions;
import org.ctdhub.web.SelectionInput.Named;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists of what is mostly reported by mistake, and what they keep off the list. */
@Tag(
        name = "Warning lists",
        description = "Lists of what is mostly reported by mistake, and what they keep off the consolidated list.")
@RestController
@RequestMapping("/api/v1/warning-lists")
class WarningListsApi {

    private static final int SHOWN = 1_000;

    private final WarningLists lists;
    private final WarningVersions versions;
    private final WarningLooks looks;
    private final Decisions decisions;
    private final WhoAsks who;

    WarningListsApi(
            WarningLists lists, WarningVersions versions, WarningLooks looks, Decisions decisions, WhoAsks who) {
        this.lists = lists;
        this.versions = versions;
        this.looks = looks;
        this.decisions = decisions;
        this.who = who;
    }

    /** The lists in force, and what could not be taken. */
    record Lists(List<WarningLists.Line> lists, List<WarningLooks.Failure> failures) {}

    /** The mode that is wanted: inform, hold or suppress; {@code dryRun}: only say what it would do. */
    record WantedMode(String mode, boolean dryRun) {}

    /** Which objects are let go; {@code dryRun}: only say what it would do. */
    record Release(List<Named> objects, Filter filter, boolean dryRun) {}

    @Operation(summary = "Lists the warning lists in force, and those whose newest version could not be taken.")
    @GetMapping
    Lists lists() {
        return new Lists(lists.all(), looks.failures());
    }

    @Operation(summary = "Shows one warning list.")
    @GetMapping("/{name}")
    WarningLists.Line list(@PathVariable String name) {
        return lists.find(name);
    }

    @Operation(summary = "Lists what is held or suppressed, up to 1,000 objects.")
    @GetMapping("/kept")
    List<WarningLists.Kept> kept() {
        return lists.kept(SHOWN);
    }

    /** The value may come in any form that can be normalised, and nobody need have reported it. */
    @Operation(summary = "Tells which entries of which warning lists match an object.")
    @GetMapping("/matches")
    List<WarningLists.Match> matches(@RequestParam String type, @RequestParam String value) throws RefusedException {
        return lists.wouldMatch(SuspiciousObject.of(ObjectType.of(type), value));
    }

    @Operation(summary = "Sets what becomes of what a warning list matches: inform, hold or suppress.")
    @BeginsTask
    @PutMapping("/{name}")
    ResponseEntity<?> mode(@PathVariable String name, @RequestBody WantedMode wanted) {
        Mode mode = Mode.of(wanted.mode());
        return wanted.dryRun()
                ? ResponseEntity.ok(lists.previewMode(name, mode, who.actor()))
                : TasksApi.begun(lists.setMode(name, mode, who.actor()));
    }

    /** As long as its file or setting is there, it comes back with the next look. */
    @Operation(summary = "Takes a warning list away; what it alone kept off the list returns.")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> remove(@PathVariable String name) {
        versions.remove(name, who.actor());
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "Looks for newer versions of all warning lists at once.")
    @PostMapping("/reload")
    ResponseEntity<Void> reload() {
        looks.lookNow();
        return ResponseEntity.accepted().build();
    }

    @Operation(summary = "Takes the next version of one warning list although it lost most of its entries.")
    @PostMapping("/{name}/let-shrink")
    ResponseEntity<Void> letShrink(@PathVariable String name) {
        looks.letShrink(name, who.actor());
        return ResponseEntity.accepted().build();
    }

    @Operation(summary = "Lets go what warning lists hold, for named objects or for all that a filter finds.")
    @BeginsTask
    @PostMapping("/release")
    ResponseEntity<?> release(@RequestBody Release wanted) throws RefusedException {
        Selection selection = SelectionInput.of(wanted.objects(), wanted.filter());
        return wanted.dryRun()
                ? ResponseEntity.ok(decisions.previewRelease(selection, who.actor()))
                : TasksApi.begun(decisions.release(selection, who.actor()));
    }
}
