// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.ctdhub.connector.Reporting;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.QuarantineRecords;
import org.ctdhub.registry.QuarantineRecords.Choice;
import org.ctdhub.registry.QuarantineRecords.Line;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What could not be taken: to look at, to try again once its reason is gone, or to throw away. */
@Tag(name = "Quarantine", description = "What could not be taken, each with its reason.")
@RestController
@RequestMapping("/api/v1/quarantine")
class QuarantineApi {

    private static final int MOST_TRIED = 1_000;

    private final QuarantineRecords records;
    private final Reporting reporting;
    private final WhoAsks who;

    QuarantineApi(QuarantineRecords records, Reporting reporting, WhoAsks who) {
        this.records = records;
        this.reporting = reporting;
        this.who = who;
    }

    /**
     * What became of a record that was tried again.
     *
     * @param taken whether it was taken, and stands here no more
     * @param reason why it was not, in one word, {@code not_tried} if it is as it was; null if it was
     * @param message why it was not, and what to do next; null if it was
     */
    record Outcome(boolean taken, String reason, String message) {}

    /** How many of the records that were tried again were taken, and how many stay. */
    record Outcomes(int taken, int refused) {}

    /** How many records were thrown away, or would be. */
    record Discarded(long records) {}

    @Operation(summary = "Lists the records that could not be taken, those that came last first, each with its reason.")
    @GetMapping
    List<Line> find(
            @RequestParam Optional<String> product,
            @RequestParam Optional<String> reason,
            @RequestParam Optional<Long> after,
            @RequestParam(defaultValue = "1000") int limit) {
        return records.find(new Choice(product, reason), after, Page.limit(limit));
    }

    @Operation(
            summary =
                    "Tries a record again as if its product reported it now; what is still wrong with it is answered.")
    @PostMapping("/{id}/retry")
    Outcome retry(@PathVariable long id) {
        Line line = records.find(id).orElseThrow(QuarantineRecords::missing);
        if (line.isDetection()) {
            throw new Conflict("It was to be a detection, and only reports of objects can be tried again. Post it to"
                    + " /api/v1/detections as it should be, and discard it here.");
        }
        return again(line);
    }

    @Operation(
            summary =
                    "Tries the newest 1,000 records of a product, or with a reason, again; detections stay as they are.")
    @PostMapping("/retry")
    Outcomes retryAll(@RequestParam Optional<String> product, @RequestParam Optional<String> reason) {
        List<Outcome> all = records.find(new Choice(product, reason), Optional.empty(), MOST_TRIED).stream()
                .filter(line -> !line.isDetection())
                .map(this::again)
                .toList();
        int taken = (int) all.stream().filter(Outcome::taken).count();
        return new Outcomes(taken, all.size() - taken);
    }

    /** What is refused again was put aside again: its line tells the new reason, and that it came once more. */
    private Outcome again(Line line) {
        try {
            reporting.again(line.product(), line.stream(), line.record());
        } catch (IllegalStateException notTried) {
            return new Outcome(false, "not_tried", notTried.getMessage());
        }
        Optional<Line> refused = records.find(line.id()).filter(now -> now.times() > line.times());
        if (refused.isEmpty()) {
            records.taken(line, who.actor());
        }
        return new Outcome(
                refused.isEmpty(),
                refused.map(Line::reason).orElse(null),
                refused.map(Line::message).orElse(null));
    }

    @Operation(summary = "Throws a record away.")
    @DeleteMapping("/{id}")
    Discarded discard(@PathVariable long id) {
        records.discard(id, who.actor());
        return new Discarded(1);
    }

    @Operation(summary = "Throws away all records of a product, or with a reason, or at all.")
    @DeleteMapping
    Discarded discardAll(
            @RequestParam Optional<String> product,
            @RequestParam Optional<String> reason,
            @RequestParam(defaultValue = "false") boolean dryRun) {
        Choice choice = new Choice(product, reason);
        return new Discarded(dryRun ? records.count(choice) : records.discard(choice, who.actor()));
    }
}
