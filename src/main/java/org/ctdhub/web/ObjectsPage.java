// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ctdhub.format.SpreadsheetCsv;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.Decisions;
import org.ctdhub.registry.Decisions.Decision;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.Effect;
import org.ctdhub.registry.Filter;
import org.ctdhub.registry.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Objects by filter, and decisions over those that are ticked, or over all that the filter finds. */
@ConsolePage
@RequestMapping("/objects")
class ObjectsPage {

    private static final int SHOWN = 100;
    private static final int EXPORTED = 1_000;

    /** Whoever finds more sees that it is more: to count a million takes longer than anybody waits for a page. */
    private static final int MOST_COUNTED = 10_000;

    private static final List<String> COLUMNS = List.of(
            "type", "value", "lists", "state", "risk", "action", "expires", "sources", "sha256", "notes", "first_seen");
    private static final String EXCEPT = "except";

    /** What can be decided. */
    static final List<String> ACTS =
            List.of("log", "block", "quarantine", "preset", "now", "never", "reports", "hold", "release", EXCEPT);

    private final Objects objects;
    private final Decisions decisions;
    private final WhoAsks who;
    private final Wording wording;

    ObjectsPage(Objects objects, Decisions decisions, WhoAsks who, Wording wording) {
        this.wording = wording;
        this.objects = objects;
        this.decisions = decisions;
        this.who = who;
    }

    /** What a page of objects is asked for beside the filter; null: as usual. */
    record Place(String sort, Long after) {

        static final Place USUAL = new Place(null, null);

        Objects.Sort order() {
            return sort == null ? Objects.Sort.NEWEST : Objects.Sort.of(sort);
        }

        long behind() {
            return after == null ? 0 : after;
        }
    }

    @GetMapping
    String objects(@ModelAttribute("filter") Filter filter, Place place, Model model) throws RefusedException {
        return show("/objects", filter, place, model);
    }

    /** The page at one of the addresses that it has. */
    String show(String at, Filter filter, Place place, Model model) throws RefusedException {
        Filter checked = SelectionInput.checked(filter);
        model.addAttribute("at", at);
        model.addAttribute("filter", filter);
        model.addAttribute("sort", place.order().word());
        model.addAttribute("sorts", Objects.Sort.words());
        model.addAttribute(
                "page", Page.of(objects.page(checked, place.order(), place.behind(), SHOWN), SHOWN, Objects.Line::id));
        model.addAttribute("count", objects.count(checked, MOST_COUNTED));
        model.addAttribute("mostCounted", MOST_COUNTED);
        model.addAttribute("acts", ACTS);
        return "objects";
    }

    /** All that the filter finds, as a sheet; always the newest first, an order that no change meanwhile upsets. */
    @GetMapping("/export")
    ResponseEntity<StreamingResponseBody> export(@ModelAttribute("filter") Filter filter) throws RefusedException {
        Filter checked = SelectionInput.checked(filter);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"objects.csv\"")
                .body(out -> write(checked, out));
    }

    private void write(Filter filter, OutputStream out) throws IOException {
        out.write(SpreadsheetCsv.row(COLUMNS).getBytes(StandardCharsets.UTF_8));
        for (Long after = 0L; after != null; ) {
            Page<Objects.Line> page =
                    Page.of(objects.page(filter, Objects.Sort.NEWEST, after, EXPORTED), EXPORTED, Objects.Line::id);
            for (Objects.Line line : page.items()) {
                out.write(SpreadsheetCsv.row(cells(line)).getBytes(StandardCharsets.UTF_8));
            }
            after = page.next();
        }
    }

    private static List<Object> cells(Objects.Line line) {
        return Arrays.asList(
                line.type(),
                line.value(),
                String.join(" ", line.lists()),
                line.state(),
                line.risk(),
                line.action(),
                line.expiresAt() == null && line.state().equals("listed") ? "never" : line.expiresAt(),
                String.join(" ", line.sources()),
                line.sha256(),
                line.notes(),
                line.firstSeen());
    }

    /**
     * Decides, or first says what that would do.
     *
     * @param form {@code object}: type, blank and value of each that is ticked; {@code meant=all}: all that the filter finds
     */
    @PostMapping("/decide")
    String decide(
            @ModelAttribute("filter") Filter filter,
            @RequestParam(required = false) String act,
            @RequestParam(required = false) String notes,
            @RequestParam MultiValueMap<String, String> form,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    Selection selection = selection(filter, form);
                    return Confirm.given(request)
                            ? "redirect:/tasks/" + carryOut(selection, act, notes)
                            : Confirm.ask(
                                    model,
                                    request,
                                    question(selection, act),
                                    List.of(preview(selection, act, notes)),
                                    "/objects");
                },
                () -> objects(filter, Place.USUAL, model));
    }

    private static Selection selection(Filter filter, MultiValueMap<String, String> form) throws RefusedException {
        if ("all".equals(form.getFirst("meant"))) {
            return SelectionInput.of(null, filter);
        }
        List<SelectionInput.Named> named = new ArrayList<>();
        for (String ticked : form.getOrDefault("object", List.of())) {
            int blank = Math.max(ticked.indexOf(' '), 0);
            named.add(new SelectionInput.Named(
                    ticked.substring(0, blank), ticked.substring(blank).strip()));
        }
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "No object is ticked. Tick those that are meant, or choose all that the filter finds.");
        }
        return SelectionInput.of(named, null);
    }

    private String question(Selection selection, String act) {
        String name = wording.word("act", known(act));
        return selection.filter() == null
                ? wording.of("ask.objects", name, selection.objects().size())
                : wording.of("ask.all", name);
    }

    private static String known(String act) {
        if (act == null || !ACTS.contains(act)) {
            throw new IllegalArgumentException("Choose what to do with the objects.");
        }
        return act;
    }

    private Effect preview(Selection selection, String act, String notes) {
        return act.equals(EXCEPT)
                ? decisions.previewExcept(selection, notes, who.actor())
                : decisions.preview(selection, decision(act), who.actor());
    }

    private long carryOut(Selection selection, String act, String notes) {
        return (known(act).equals(EXCEPT)
                        ? decisions.except(selection, notes, who.actor())
                        : decisions.decide(selection, decision(act), who.actor()))
                .id();
    }

    private static Decision decision(String act) {
        DecisionsApi.Wanted wanted = switch (act) {
            case "now", "never", "reports" -> new DecisionsApi.Wanted(null, null, null, act, null, null, false);
            case "hold", "release" -> new DecisionsApi.Wanted(null, null, null, null, act.equals("hold"), null, false);
            default -> new DecisionsApi.Wanted(null, null, act, null, null, null, false);
        };
        return wanted.decision();
    }
}
