// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Story;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The whole story of one object. */
@ConsolePage
class ObjectPage {

    private final Story story;

    ObjectPage(Story story) {
        this.story = story;
    }

    /** The value may come in any form that can be normalised. */
    @GetMapping("/object")
    String story(@RequestParam String type, @RequestParam String value, Model model) throws RefusedException {
        SuspiciousObject object = SuspiciousObject.of(ObjectType.of(type), value);
        model.addAttribute(
                "told",
                story.tell(object)
                        .orElseThrow(
                                () -> new NotFound("Nobody has reported this object, and nobody has defined it.")));
        model.addAttribute("acts", ObjectsPage.ACTS);
        return "object";
    }
}
