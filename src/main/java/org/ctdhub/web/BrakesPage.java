// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What is held because it looks like a mistake. */
@ConsolePage
@RequestMapping("/brakes")
class BrakesPage {

    private final BrakesApi api;

    BrakesPage(BrakesApi api) {
        this.api = api;
    }

    @GetMapping
    String brakes(Model model) {
        model.addAttribute("brakes", api.brakes());
        return "brakes";
    }

    @PostMapping("/{id}/release")
    String release(@PathVariable long id) {
        api.release(id);
        return "redirect:/brakes";
    }
}
