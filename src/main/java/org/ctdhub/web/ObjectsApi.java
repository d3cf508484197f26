// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is known of objects. */
@Tag(name = "Objects", description = "Pages of objects, and many looked up at once.")
@RestController
@RequestMapping("/api/v1")
class ObjectsApi {

    private static final int MOST_LOOKED_UP = 500;

    private final Objects objects;

    ObjectsApi(Objects objects) {
        this.objects = objects;
    }

    /** Pages of objects in the order of {@code sort}; every other parameter narrows it. */
    @Operation(
            summary = "Lists objects, the newest first; every parameter narrows it.",
            description =
                    "With 'sort' in another order: oldest, value, changed (on the list), expires (from the list).")
    @GetMapping("/objects")
    Page<Objects.Line> list(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String list,
            @RequestParam(required = false) String risk,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String source,
            @RequestParam(required = false) String state,
            @RequestParam(required = false) String text,
            @RequestParam(required = false) Instant since,
            @RequestParam(required = false) Instant until,
            @RequestParam(defaultValue = "newest") String sort,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit)
            throws RefusedException {
        List<Objects.Line> page = objects.page(
                SelectionInput.filter(type, list, risk, action, source, state, text, since, until),
                Objects.Sort.of(sort),
                after,
                Page.limit(limit));
        return Page.of(page, limit, Objects.Line::id);
    }

    /** What somebody pasted: one indicator each, of any type, defanged or not. */
    record Pasted(List<String> values) {}

    /**
     * What is known of one of them.
     *
     * @param asked as it was pasted
     * @param object null: it isn't known
     * @param refused why it can be no object, or null
     */
    record Found(String asked, Objects.Line object, String refused) {}

    @Operation(summary = "Looks up to 500 pasted indicators up, of any type, defanged or not.")
    @PostMapping("/lookup")
    List<Found> lookUp(@RequestBody Pasted pasted) {
        List<String> values = pasted.values();
        if (values == null || values.isEmpty() || values.size() > MOST_LOOKED_UP) {
            throw new IllegalArgumentException("Send 'values' with 1 to " + MOST_LOOKED_UP + " indicators.");
        }
        Map<String, SuspiciousObject> read = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (String value : values) {
            try {
                read.put(value, SuspiciousObject.guess(value));
            } catch (RefusedException e) {
                refused.put(value, e.getMessage());
            }
        }
        Map<String, Objects.Line> known = new LinkedHashMap<>();
        objects.lookUp(List.copyOf(read.values())).forEach(line -> known.put(line.type() + " " + line.value(), line));
        List<Found> found = new ArrayList<>();
        for (String value : values) {
            SuspiciousObject object = read.get(value);
            found.add(new Found(
                    value,
                    object == null ? null : known.get(object.type().word() + " " + object.value()),
                    refused.get(value)));
        }
        return found;
    }
}
