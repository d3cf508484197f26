// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Decisions.Decision;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.Filter;
import org.ctdhub.web.SelectionInput.Named;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Scan action, expiry and hold, for one object or for all that a filter finds. */
@Tag(name = "Decisions", description = "Scan action, expiry and hold, for one object or for all that a filter finds.")
@RestController
@RequestMapping("/api/v1/decisions")
class DecisionsApi {

    private static final List<String> LISTS = List.of("virtual_analyzer", "user_defined");

    private final Decisions decisions;
    private final WhoAsks who;

    DecisionsApi(Decisions decisions, WhoAsks who) {
        this.decisions = decisions;
        this.who = who;
    }

    /**
     * A decision; what is left out stays as it is.
     *
     * @param action log, block or quarantine; {@code preset} takes an earlier decision back
     * @param expiresAt a time, {@code now}, {@code never}, or {@code reports} to take an earlier decision back
     * @param hold true: off the list until further notice
     * @param list on which list, if not on both
     * @param dryRun true: only say what it would do
     */
    record Wanted(
            List<Named> objects,
            Filter filter,
            String action,
            String expiresAt,
            Boolean hold,
            String list,
            boolean dryRun) {

        /** What shall hold, in the registry's words. */
        Decision decision() {
            SelectionInput.known("list", list, LISTS);
            return new Decision(
                    action != null,
                    action == null || action.equals("preset") ? null : ScanAction.of(action),
                    expiresAt != null,
                    date(expiresAt),
                    hold,
                    list);
        }
    }

    @Operation(summary = "Decides action, expiry or hold for named objects or for all that a filter finds.")
    @BeginsTask
    @PostMapping
    ResponseEntity<?> decide(@RequestBody Wanted wanted) throws RefusedException {
        Selection selection = SelectionInput.of(wanted.objects(), wanted.filter());
        Decision decision = wanted.decision();
        return wanted.dryRun()
                ? ResponseEntity.ok(decisions.preview(selection, decision, who.actor()))
                : TasksApi.begun(decisions.decide(selection, decision, who.actor()));
    }

    private static Instant date(String text) {
        if (text == null || text.equals("reports")) {
            return null;
        }
        if (text.equals("now")) {
            return Instant.EPOCH;
        }
        return text.equals("never") ? Instant.MAX : time(text);
    }

    /** A time as ISO 8601 with its zone. */
    static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("The date can't be read; send it like 2030-01-31T12:00:00Z.", e);
        }
    }
}
