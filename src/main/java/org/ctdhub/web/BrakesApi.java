// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.registry.Brakes;
import org.ctdhub.registry.Stops;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is held because it looks like a mistake, and the emergency stop. */
@Tag(name = "Brakes", description = "What is held because it looks like a mistake, and the emergency stop.")
@RestController
@RequestMapping("/api/v1")
class BrakesApi {

    private static final int SHOWN = 100;

    private final Brakes brakes;
    private final Stops stops;
    private final WhoAsks who;

    BrakesApi(Brakes brakes, Stops stops, WhoAsks who) {
        this.brakes = brakes;
        this.stops = stops;
        this.who = who;
    }

    @Operation(summary = "Lists what is held, and what was.")
    @GetMapping("/brakes")
    List<Brakes.Brake> brakes() {
        return brakes.all(SHOWN);
    }

    @Operation(summary = "Lets what is held go on; for an hour nothing of that product is held again.")
    @PostMapping("/brakes/{id}/release")
    ResponseEntity<Void> release(@PathVariable long id) {
        brakes.release(id, who.actor());
        return ResponseEntity.noContent().build();
    }

    /** All that a producer ever said is taken back, and all that a consumer holds is withdrawn, until resumed. */
    @Operation(
            summary =
                    "Takes back all that a producer said, and withdraws all that a consumer holds, until it is resumed.")
    @PostMapping("/products/{name}/stop")
    Object stop(@PathVariable String name, @RequestParam(defaultValue = "false") boolean dryRun) {
        return set(name, true, dryRun);
    }

    @Operation(summary = "Ends an emergency stop.")
    @PostMapping("/products/{name}/resume")
    Object resume(@PathVariable String name, @RequestParam(defaultValue = "false") boolean dryRun) {
        return set(name, false, dryRun);
    }

    private Object set(String name, boolean stopped, boolean dryRun) {
        return dryRun ? stops.preview(name, stopped, who.actor()) : stops.set(name, stopped, who.actor());
    }
}
