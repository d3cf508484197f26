// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The people who may sign in. */
@ConsolePage
@RequestMapping("/accounts")
class AccountsPage {

    private final AccountsApi api;
    private final Wording wording;

    AccountsPage(AccountsApi api, Wording wording) {
        this.api = api;
        this.wording = wording;
    }

    /** The form for a new account, as it was filled in; its password is not shown again. */
    record Wanted(String name, String role) {}

    /** What shall be different with one; null: stays. */
    record Change(String role, Boolean disabled) {}

    @GetMapping
    String accounts(Model model) {
        model.addAttribute("accounts", api.all());
        return "accounts";
    }

    @PostMapping
    String create(
            @ModelAttribute("form") Wanted wanted,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return done(
                () -> api.create(new AccountsApi.NewAccount(wanted.name(), password(request), wanted.role())),
                response,
                model);
    }

    @PostMapping("/{name}")
    String change(
            @PathVariable String name,
            @ModelAttribute("change") Change change,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return done(
                () -> api.change(name, new AccountsApi.Change(change.role(), change.disabled(), password(request))),
                response,
                model);
    }

    @PostMapping("/{name}/remove")
    String remove(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Confirm.given(request)
                ? done(() -> api.remove(name), response, model)
                : Confirm.ask(model, request, wording.of("ask.account", name), List.of(), "/accounts");
    }

    /** As it was typed: the blanks round other fields are taken off, and whoever signs in types them. */
    private static String password(HttpServletRequest request) {
        String typed = request.getParameter("password");
        return typed == null || typed.isEmpty() ? null : typed;
    }

    private String done(Runnable wanted, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    wanted.run();
                    return "redirect:/accounts";
                },
                () -> accounts(model));
    }
}
