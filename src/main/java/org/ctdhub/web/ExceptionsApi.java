// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.Exceptions.Rule;
import org.ctdhub.registry.Filter;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Task;
import org.ctdhub.web.SelectionInput.Named;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rules that take objects off the consolidated list. */
@Tag(name = "Exceptions", description = "Rules that take objects off the consolidated list.")
@RestController
@RequestMapping("/api/v1/exceptions")
class ExceptionsApi {

    private final Exceptions exceptions;
    private final ExceptionTargets targets;
    private final Decisions decisions;
    private final WhoAsks who;

    ExceptionsApi(Exceptions exceptions, ExceptionTargets targets, Decisions decisions, WhoAsks who) {
        this.targets = targets;
        this.exceptions = exceptions;
        this.decisions = decisions;
        this.who = who;
    }

    /**
     * An exception.
     *
     * @param holdsBack how many objects it keeps off the list now
     * @param products where it stands at the products that keep exceptions of their own
     * @param task the task that carries it out, where it was just made
     */
    record Shown(
            long id,
            String type,
            String pattern,
            String notes,
            String source,
            String decidedBy,
            String decidedAt,
            long holdsBack,
            Long task,
            List<ExceptionTargets.Place> products) {

        static Shown of(Rule rule, Long task, List<ExceptionTargets.Place> products) {
            return new Shown(
                    rule.id(),
                    rule.type().word(),
                    rule.pattern(),
                    rule.notes(),
                    rule.source(),
                    rule.decidedBy(),
                    rule.decidedAt().toString(),
                    rule.holds(),
                    task,
                    products);
        }
    }

    /**
     * An exception by pattern, or one for each selected object.
     *
     * @param dryRun true: only say what it would do
     */
    record Wanted(String type, String pattern, List<Named> objects, Filter filter, String notes, boolean dryRun) {}

    /**
     * Exceptions that shall go.
     *
     * @param dryRun true: only say what it would do
     */
    record Unwanted(List<Long> ids, boolean dryRun) {}

    @Operation(summary = "Lists the exceptions, in the order in which they were made or in another.")
    @GetMapping
    Page<Shown> list(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String text,
            @RequestParam(defaultValue = "oldest") String sort,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit)
            throws RefusedException {
        ObjectType known = type == null ? null : ObjectType.of(type);
        List<Shown> page = exceptions.page(known, text, Exceptions.Sort.of(sort), after, Page.limit(limit)).stream()
                .map(rule -> Shown.of(rule, null, targets.places(rule.id())))
                .toList();
        return Page.of(page, limit, Shown::id);
    }

    @Operation(summary = "Shows one exception; its ETag goes into If-Match.")
    @GetMapping("/{id}")
    ResponseEntity<Shown> one(@PathVariable long id) {
        Rule rule = find(id);
        return ResponseEntity.ok().eTag(Match.tag(rule.number())).body(Shown.of(rule, null, targets.places(rule.id())));
    }

    @Operation(summary = "Makes an exception by pattern, or one for each selected object.")
    @PostMapping
    ResponseEntity<?> add(@RequestBody Wanted wanted) throws RefusedException {
        return wanted.pattern() == null ? addEach(wanted) : addPattern(wanted);
    }

    private ResponseEntity<?> addPattern(Wanted wanted) throws RefusedException {
        ExceptionPattern pattern = ExceptionPattern.of(ObjectType.of(wanted.type()), wanted.pattern());
        if (wanted.dryRun()) {
            return ResponseEntity.ok(exceptions.preview(pattern, wanted.notes(), who.actor()));
        }
        Task task = exceptions.add(pattern, wanted.notes(), who.actor());
        Rule rule = find(((Number) task.detail().get("exception")).longValue());
        return ResponseEntity.created(URI.create("/api/v1/exceptions/" + rule.id()))
                .eTag(Match.tag(rule.number()))
                .body(Shown.of(rule, task.id(), targets.places(rule.id())));
    }

    private ResponseEntity<?> addEach(Wanted wanted) throws RefusedException {
        if (wanted.objects() == null && wanted.filter() == null) {
            throw new IllegalArgumentException(
                    "Send 'type' and 'pattern', or the objects to be excepted as 'objects' or 'filter'.");
        }
        Selection selection = SelectionInput.of(wanted.objects(), wanted.filter());
        return wanted.dryRun()
                ? ResponseEntity.ok(decisions.previewExcept(selection, wanted.notes(), who.actor()))
                : TasksApi.begun(decisions.except(selection, wanted.notes(), who.actor()));
    }

    /** Takes it away; what it alone held back returns. */
    @Operation(summary = "Takes an exception away; what it alone held back returns.")
    @BeginsTask
    @DeleteMapping("/{id}")
    ResponseEntity<?> remove(
            @PathVariable long id,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Match.check(ifMatch, find(id).number());
        return remove(new Unwanted(List.of(id), dryRun));
    }

    /** Takes several away, all of them or none. */
    @Operation(summary = "Takes exceptions away, all of them or none; what they alone held back returns.")
    @BeginsTask
    @PostMapping("/remove")
    ResponseEntity<?> remove(@RequestBody Unwanted unwanted) {
        if (unwanted.ids() == null || unwanted.ids().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("Send the numbers of the exceptions as 'ids', such as [2, 3].");
        }
        List<Long> ids = unwanted.ids().stream().distinct().toList();
        return unwanted.dryRun()
                ? ResponseEntity.ok(exceptions.previewRemoval(ids, who.actor()))
                : TasksApi.begun(exceptions.remove(ids, who.actor()));
    }

    private Rule find(long id) {
        return exceptions.find(id).orElseThrow(() -> new NotFound("There is no exception " + id + "."));
    }
}
