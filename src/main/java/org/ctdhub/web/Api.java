// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.Story;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The operator's API; so far it only tells. */
@Tag(name = "Story", description = "What is known of one object, and what could be none.")
@RestController
@RequestMapping("/api/v1")
class Api {

    private static final int MOST = 1_000;

    private final Overview overview;
    private final Story story;

    Api(Overview overview, Story story) {
        this.overview = overview;
        this.story = story;
    }

    @Operation(summary = "Lists the records that could not be taken, each with its reason.")
    @GetMapping("/quarantine")
    List<Overview.QuarantineLine> quarantine() {
        return overview.quarantine(MOST);
    }

    /** The value may come in any form that can be normalised. */
    @Operation(
            summary =
                    "Tells the story of one object: who reported it, what was decided by which rule, and where it stands.")
    @GetMapping("/story")
    Story.Told story(@RequestParam String type, @RequestParam String value) throws RefusedException {
        SuspiciousObject object = SuspiciousObject.of(ObjectType.of(type), value);
        return story.tell(object).orElseThrow(() -> new NotFound("Nobody has reported this object."));
    }
}
