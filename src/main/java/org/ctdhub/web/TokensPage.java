// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Instant;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Bearer tokens; they are shown below the keys. */
@ConsolePage
@RequestMapping("/tokens")
class TokensPage {

    private final TokensApi tokens;
    private final KeysPage page;

    TokensPage(TokensApi tokens, KeysPage page) {
        this.tokens = tokens;
        this.page = page;
    }

    /** The form, as it was filled in. */
    record Wanted(String name, String role, String account, String product, String expires) {

        TokensApi.NewToken read() {
            return new TokensApi.NewToken(name, role, account, product, time());
        }

        private Instant time() {
            try {
                Instant time = ImportReading.date(expires);
                return Instant.MAX.equals(time) ? null : time;
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("The date can't be read; write it like 2030-01-31.", e);
            }
        }
    }

    /** Makes one, and shows its text this once. */
    @PostMapping
    String create(@ModelAttribute("tokenForm") Wanted wanted, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    model.addAttribute("made", tokens.create(wanted.read()));
                    return page.keys(model);
                },
                () -> page.keys(model));
    }

    @PostMapping("/{id}/revoke")
    String revoke(@PathVariable long id) {
        tokens.revoke(id);
        return "redirect:/keys";
    }
}
