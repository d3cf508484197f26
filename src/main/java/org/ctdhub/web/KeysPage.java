// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The keys with which products and programs sign, and the tokens that programs carry. */
@ConsolePage
@RequestMapping("/keys")
class KeysPage {

    private final KeysApi keys;
    private final TokensApi tokens;

    KeysPage(KeysApi keys, TokensApi tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /** The form, as it was filled in. */
    record Wanted(String kind, String name, String key, String admits, String product, String role) {

        KeysApi.NewKey read() {
            return new KeysApi.NewKey(kind, name, guid(), null, admits, product, role, null, null);
        }

        private UUID guid() {
            try {
                return key == null ? null : UUID.fromString(key);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("The key is no GUID. Leave it empty, and the hub makes one.", e);
            }
        }

        /** Shows no key. */
        @Override
        public String toString() {
            return "Wanted[" + kind + " " + name + "]";
        }
    }

    @GetMapping
    String keys(Model model) {
        model.addAttribute("keys", keys.all());
        model.addAttribute("tokens", tokens.all());
        return "keys";
    }

    @PostMapping
    String create(@ModelAttribute("form") Wanted wanted, HttpServletResponse response, Model model) throws Exception {
        return shown(response, model, () -> keys.create(wanted.read()));
    }

    /** Shows a key's text, which is noted. */
    @PostMapping("/{id}/show")
    String show(@PathVariable long id, HttpServletResponse response, Model model) throws Exception {
        return shown(response, model, () -> keys.show(id));
    }

    @PostMapping("/{id}/rotate")
    String rotate(
            @PathVariable long id,
            @RequestParam(required = false) Long overlapSeconds,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return shown(response, model, () -> keys.rotate(id, new KeysApi.Overlap(overlapSeconds)));
    }

    @PostMapping("/{id}/revoke")
    String revoke(@PathVariable long id, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    keys.revoke(id);
                    return "redirect:/keys";
                },
                () -> keys(model));
    }

    private interface Opening {
        KeysApi.Shown open();
    }

    /** The answer to the form itself: a page with a secret is never one that a link leads to. */
    private String shown(HttpServletResponse response, Model model, Opening opening) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    model.addAttribute("shown", opening.open());
                    return keys(model);
                },
                () -> keys(model));
    }
}
