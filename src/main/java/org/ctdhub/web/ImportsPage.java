// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.ctdhub.registry.Imports;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Files of objects or exceptions, and what became of each. */
@ConsolePage
@RequestMapping("/imports")
class ImportsPage {

    private static final int SHOWN = 100;

    private final ImportsApi api;

    ImportsPage(ImportsApi api) {
        this.api = api;
    }

    @PostMapping
    String take(
            @RequestParam String format,
            @RequestParam String list,
            @RequestParam String mode,
            @RequestParam(required = false) String action,
            @RequestParam MultipartFile file)
            throws IOException {
        if (file.isEmpty()) {
            throw new IllegalArgumentException("The file is empty or missing. Go back, and choose one.");
        }
        try (InputStream content = file.getInputStream()) {
            return "redirect:/imports/" + api.read(format, list, mode, action, content);
        }
    }

    /** How far a file is; while it is being taken, the page loads itself again. */
    @GetMapping("/{task}")
    String report(
            @PathVariable long task,
            @RequestParam(defaultValue = "0") long after,
            Model model,
            HttpServletResponse response) {
        Imports.Report report = api.report(task, after, SHOWN);
        if (report.task().state().equals("running")) {
            response.setHeader("Refresh", "5");
        }
        model.addAttribute("report", report);
        return "import";
    }
}
