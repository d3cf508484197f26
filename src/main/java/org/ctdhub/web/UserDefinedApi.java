// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Objects;
import org.ctdhub.registry.UserDefinedList;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The user-defined list. */
@Tag(name = "User-defined", description = "The list that people and programs keep.")
@RestController
@RequestMapping("/api/v1/user-defined")
class UserDefinedApi {

    private final UserDefinedList list;
    private final Objects objects;
    private final WhoAsks who;

    UserDefinedApi(UserDefinedList list, Objects objects, WhoAsks who) {
        this.list = list;
        this.objects = objects;
        this.who = who;
    }

    /**
     * An object for the list.
     *
     * @param type null: guessed from the value
     * @param action null: as preset for a high risk
     * @param expiresAt null: never
     */
    record Wanted(String type, String value, String action, Instant expiresAt, String notes) {}

    /** What became of it. */
    record Put(String type, String value, boolean changed) {}

    @Operation(summary = "Lists the objects that people and programs have put on the list.")
    @GetMapping
    Page<Objects.Line> list(
            @RequestParam(required = false) String type,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String text,
            @RequestParam(defaultValue = "newest") String sort,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit)
            throws RefusedException {
        return Page.of(
                objects.page(
                        SelectionInput.filter(type, "user_defined", null, action, null, null, text, null, null),
                        Objects.Sort.of(sort),
                        after,
                        Page.limit(limit)),
                limit,
                Objects.Line::id);
    }

    /** Adds it, or changes what stands there; the same again changes nothing. */
    @Operation(summary = "Puts an object on the list, or changes what stands there.")
    @PostMapping
    ResponseEntity<Put> put(@RequestBody Wanted wanted) throws RefusedException {
        SuspiciousObject object = new SelectionInput.Named(wanted.type(), wanted.value()).object();
        boolean changed = list.put(
                new UserDefinedList.Wish(
                        object,
                        wanted.action() == null ? null : ScanAction.of(wanted.action()),
                        wanted.expiresAt() == null ? Instant.MAX : wanted.expiresAt(),
                        wanted.notes()),
                who.actor());
        return ResponseEntity.status(changed ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Put(object.type().word(), object.value(), changed));
    }

    @Operation(summary = "Takes an object off the list.")
    @DeleteMapping
    ResponseEntity<Void> remove(@RequestParam String type, @RequestParam String value) throws RefusedException {
        if (!list.remove(SuspiciousObject.of(ObjectType.of(type), value), who.actor())) {
            throw new NotFound("This object is not on the user-defined list.");
        }
        return ResponseEntity.noContent().build();
    }
}
