// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Harmless objects sent through the whole chain, and how far they have come. */
@ConsolePage
@RequestMapping("/tests")
class TestsPage {

    private final TestObjectsApi api;

    TestsPage(TestObjectsApi api) {
        this.api = api;
    }

    @GetMapping
    String tests(@RequestParam(required = false) Long number, Model model) {
        if (number != null) {
            model.addAttribute("test", api.find(number));
        }
        return "tests";
    }

    @PostMapping
    String send() {
        return "redirect:/tests?number=" + api.send().number();
    }

    @PostMapping("/{number}/withdraw")
    String withdraw(@PathVariable long number) {
        return "redirect:/tests?number=" + api.withdraw(number).number();
    }
}
