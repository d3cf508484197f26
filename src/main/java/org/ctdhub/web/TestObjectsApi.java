// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ctdhub.registry.Story;
import org.ctdhub.registry.TestObjects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A test of the whole chain with harmless objects. */
@Tag(name = "Test objects", description = "A test of the whole chain with harmless objects.")
@RestController
@RequestMapping("/api/v1/test-objects")
class TestObjectsApi {

    private final TestObjects tests;
    private final WhoAsks who;

    TestObjectsApi(TestObjects tests, WhoAsks who) {
        this.tests = tests;
        this.who = who;
    }

    /** One test and how far each object has come. */
    record Shown(long number, List<Line> objects) {}

    /** One object of it. */
    record Line(String type, String value, boolean listed, List<Stage> products) {}

    /**
     * How far it has come at a product.
     *
     * @param seconds how long it took to get there; null: it isn't there, or nobody knows when
     */
    record Stage(String product, String state, String reason, Double seconds) {}

    @Operation(summary = "Sends harmless objects through the whole chain; they leave after 15 minutes.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown send() {
        return shown(tests.send(who.actor()));
    }

    @Operation(summary = "Tells how far they have come at each product, and how long it took.")
    @GetMapping("/{number}")
    Shown find(@PathVariable long number) {
        return shown(tests.find(number));
    }

    @Operation(summary = "Withdraws them before their time.")
    @DeleteMapping("/{number}")
    Shown withdraw(@PathVariable long number) {
        return shown(tests.withdraw(number, who.actor()));
    }

    private static Shown shown(TestObjects.Test test) {
        return new Shown(
                test.number(), test.objects().stream().map(TestObjectsApi::line).toList());
    }

    private static Line line(Story.Told told) {
        Instant sent = told.events().stream()
                .filter(event -> event.kind().equals("defined"))
                .map(Story.Event::at)
                .findFirst()
                .orElse(null);
        return new Line(
                told.type(),
                told.value(),
                told.listed(),
                told.places().stream().map(place -> stage(place, sent)).toList());
    }

    private static Stage stage(Story.Place place, Instant sent) {
        Double seconds = sent == null || place.since() == null || place.since().isBefore(sent)
                ? null
                : Duration.between(sent, place.since()).toMillis() / 1000.0;
        return new Stage(place.product(), place.state(), place.reason(), seconds);
    }
}
