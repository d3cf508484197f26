// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What this manager is to others, and how its links do. */
@ConsolePage
@RequestMapping("/federation")
class FederationPage {

    private static final String BACK = "redirect:/federation";

    private final FederationApi api;

    FederationPage(FederationApi api) {
        this.api = api;
    }

    @GetMapping
    String federation(Model model) {
        model.addAttribute("state", api.get());
        return "federation";
    }

    @PostMapping
    String put(
            @RequestParam String role,
            @RequestParam(required = false) String hubUrl,
            @RequestParam(required = false) String hubKey,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.put(new FederationApi.Role(role, hubUrl, hubKey));
                    return BACK;
                },
                () -> federation(model));
    }

    @PostMapping("/sync")
    String sync() {
        api.sync();
        return BACK;
    }

    @PostMapping("/edges/{id}/admit")
    String admit(@PathVariable int id) {
        api.admit(id);
        return BACK;
    }

    @PostMapping("/edges/{id}/revoke")
    String revoke(@PathVariable int id) {
        api.revoke(id);
        return BACK;
    }
}
