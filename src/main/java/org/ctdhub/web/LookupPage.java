// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Many indicators at once, as somebody pastes them. */
@ConsolePage
@RequestMapping("/lookup")
class LookupPage {

    private final ObjectsApi api;

    LookupPage(ObjectsApi api) {
        this.api = api;
    }

    @GetMapping
    String form() {
        return "lookup";
    }

    /** What is known of each line. */
    @PostMapping
    String lookUp(@RequestParam(required = false) String values, HttpServletResponse response, Model model)
            throws Exception {
        model.addAttribute("values", values);
        return Attempt.of(
                model,
                response,
                () -> {
                    List<String> lines = values == null
                            ? List.of()
                            : values.lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList();
                    model.addAttribute("found", api.lookUp(new ObjectsApi.Pasted(lines)));
                    return "lookup";
                },
                this::form);
    }
}
