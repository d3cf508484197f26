// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;

/** A form that is carried out, or shown again with what is wrong with it. */
final class Attempt {

    private Attempt() {}

    /** Something that answers with the name of a view. */
    interface Step {
        String go() throws Exception;
    }

    /** Takes the step; if it is refused, answers with the page that {@code again} makes, which shows why. */
    static String of(Model model, HttpServletResponse response, Step step, Step again) throws Exception {
        try {
            return step.go();
        } catch (Exception e) {
            Complaint complaint = Complaint.of(e).orElseThrow(() -> e);
            response.setStatus(complaint.status().value());
            model.addAttribute("complaint", complaint.lines());
            return again.go();
        }
    }
}
