// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.ctdhub.registry.Forward;
import org.ctdhub.registry.Forwards;
import org.ctdhub.registry.Parcels;
import org.ctdhub.registry.Trial;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is told what the hub learns. */
@Tag(name = "Forwards", description = "Who is told what the hub learns, and what a person should look at.")
@RestController
@RequestMapping("/api/v1/forwards")
class ForwardsApi {

    private final Forwards forwards;
    private final Parcels parcels;
    private final Trial trial;
    private final WhoAsks who;

    ForwardsApi(Forwards forwards, Parcels parcels, Trial trial, WhoAsks who) {
        this.forwards = forwards;
        this.parcels = parcels;
        this.trial = trial;
        this.who = who;
    }

    @Operation(summary = "Lists the forwards, and how far each is behind.")
    @GetMapping
    List<Forward> forwards() {
        return forwards.all();
    }

    @Operation(summary = "Registers a forward, which is told what happens from then on.")
    @PostMapping
    ResponseEntity<Forward> create(@RequestBody ForwardRequest asked) {
        Forward made = forwards.create(who.actor(), asked.check());
        return ResponseEntity.created(URI.create("/api/v1/forwards/" + made.name()))
                .body(made);
    }

    @Operation(summary = "Shows one forward.")
    @GetMapping("/{name}")
    Forward forward(@PathVariable String name) {
        return forwards.get(name);
    }

    @Operation(summary = "Changes a forward; what is left out stays as it is, and it goes on from where it was.")
    @PutMapping("/{name}")
    Forward change(@PathVariable String name, @RequestBody ForwardRequest asked) {
        return forwards.change(who.actor(), asked.change(forwards.get(name)));
    }

    @Operation(summary = "Removes a forward; what it was not told yet, it never is.")
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) {
        forwards.remove(who.actor(), name);
    }

    @Operation(summary = "Sends a forward's receiver a test, and says whether it took it.")
    @PostMapping("/{name}/test")
    Trial.Result test(@PathVariable String name) {
        return trial.send(parcels.trial(name));
    }

    @Operation(summary = "Has a forward that was stopped, or that pauses after a failure, tried again at once.")
    @PostMapping("/{name}/resume")
    Forward resume(@PathVariable String name) {
        return forwards.resume(who.actor(), name);
    }
}
