// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who changed what. */
@ConsolePage
class AuditPage {

    private static final int SHOWN = 100;

    private final AuditApi api;

    AuditPage(AuditApi api) {
        this.api = api;
    }

    @GetMapping("/audit")
    String audit(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String subject,
            @RequestParam(required = false) Long after,
            Model model) {
        model.addAttribute(
                "page",
                api.find(
                        Optional.ofNullable(actor),
                        Optional.ofNullable(action),
                        Optional.ofNullable(subject),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.ofNullable(after),
                        SHOWN));
        model.addAttribute("actor", actor);
        model.addAttribute("action", action);
        model.addAttribute("subject", subject);
        return "audit";
    }
}
