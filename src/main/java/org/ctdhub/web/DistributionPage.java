// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whether the hub tells anybody anything, and where products reach it. */
@ConsolePage
@RequestMapping("/distribution")
class DistributionPage {

    private final DistributionApi api;

    DistributionPage(DistributionApi api) {
        this.api = api;
    }

    @GetMapping
    String distribution(Model model) {
        model.addAttribute("position", api.get());
        return "distribution";
    }

    @PostMapping
    String put(
            @RequestParam(required = false) Boolean enabled,
            @RequestParam(required = false) String serviceUrl,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.put(new DistributionApi.Wanted(enabled, serviceUrl));
                    return "redirect:/distribution";
                },
                () -> distribution(model));
    }
}
