// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ctdhub.registry.Effect;
import org.springframework.ui.Model;

/** The page between a form and what it does: it shows what would happen, and sends the same form again if that is meant. */
final class Confirm {

    private static final String CONFIRMED = "confirmed";
    private static final Set<String> NOT_REPEATED = Set.of(CONFIRMED, "_csrf");

    private Confirm() {}

    /** A hidden field of the form that is sent again. */
    record Field(String name, String value) {}

    /** Whether the person has seen what would happen. */
    static boolean given(HttpServletRequest request) {
        return "yes".equals(request.getParameter(CONFIRMED));
    }

    /**
     * The page that asks.
     *
     * @param question what shall be done
     * @param effects what it would do; empty: that is said by the question
     * @param back where to go if it isn't meant
     */
    static String ask(Model model, HttpServletRequest request, String question, List<Effect> effects, String back) {
        model.addAttribute("question", question);
        model.addAttribute("effects", effects);
        model.addAttribute("path", request.getRequestURI());
        model.addAttribute("fields", fields(request));
        model.addAttribute("back", back);
        return "confirm";
    }

    private static List<Field> fields(HttpServletRequest request) {
        return request.getParameterMap().entrySet().stream()
                .filter(parameter -> !NOT_REPEATED.contains(parameter.getKey()))
                .flatMap(parameter -> values(parameter.getKey(), parameter.getValue()))
                .toList();
    }

    private static Stream<Field> values(String name, String[] values) {
        return Arrays.stream(values).map(value -> new Field(name, value));
    }
}
