// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Instant;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.Filter;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The user-defined list, one object at a time; files go to {@link ImportsPage}. */
@ConsolePage
@RequestMapping("/user-defined")
class UserDefinedPage {

    private final UserDefinedApi api;
    private final ObjectsPage objects;

    UserDefinedPage(UserDefinedApi api, ObjectsPage objects) {
        this.api = api;
        this.objects = objects;
    }

    /** The form, as it was filled in. */
    record Wanted(String type, String value, String action, String expires, String notes) {

        UserDefinedApi.Wanted read() {
            return new UserDefinedApi.Wanted(type, value, action, time(), notes);
        }

        private Instant time() {
            try {
                return ImportReading.date(expires);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "The date can't be read; write it like 2030-01-31 or 2030-01-31T12:00:00Z.", e);
            }
        }
    }

    @GetMapping
    String list(@ModelAttribute("filter") Filter filter, ObjectsPage.Place place, Model model) throws RefusedException {
        return objects.show("/user-defined", filter.onList("user_defined"), place, model);
    }

    @PostMapping
    String put(@ModelAttribute("form") Wanted wanted, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.put(wanted.read());
                    return "redirect:/user-defined";
                },
                () -> list(Filter.ALL, ObjectsPage.Place.USUAL, model));
    }

    @PostMapping("/remove")
    String remove(@RequestParam String type, @RequestParam String value, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    api.remove(type, value);
                    return "redirect:/user-defined";
                },
                () -> list(Filter.ALL, ObjectsPage.Place.USUAL, model));
    }
}
