// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Story;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The story of an object. */
@Tag(name = "Story", description = "What is known of one object.")
@RestController
@RequestMapping("/api/v1")
class StoryApi {

    private final Story story;

    StoryApi(Story story) {
        this.story = story;
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
