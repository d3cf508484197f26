// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ctdhub.publish.ListCut;
import org.ctdhub.publish.ListCut.Merge;

/**
 * The parameters by which readers of block lists ask for a part of one or for another form, as MineMeld and those that came
 * after it read them.
 *
 * @param form what the name of the file ends with that is wanted instead; empty: the one that was named
 */
record ListQuery(Optional<String> form, ListCut cut) {

    /** {@code di} drops what is invalid, of which there is never any here. */
    private static final Set<String> KNOWN = Set.of("n", "s", "v", "tr", "sp", "di");

    /** Reads them; throws an {@link IllegalArgumentException} where one can't be. */
    static ListQuery of(HttpServletRequest request) {
        Set<String> odd = new TreeSet<>(request.getParameterMap().keySet());
        odd.removeAll(KNOWN);
        if (!odd.isEmpty()) {
            throw new IllegalArgumentException("A list has no parameter " + String.join(", ", odd)
                    + ". There are n (how many entries), s (how many to leave out before), v (the form), tr (merge"
                    + " addresses), sp (without ports) and di.");
        }
        flag(request, "di");
        return new ListQuery(
                Optional.ofNullable(request.getParameter("v")).map(form -> form.equals("text") ? "txt" : form),
                new ListCut(
                        number(request, "s", 0, 0, Long.MAX_VALUE),
                        number(request, "n", 1, Long.MAX_VALUE, Long.MAX_VALUE),
                        merge(request),
                        flag(request, "sp")));
    }

    /** The file that is wanted where this one was named. */
    String name(String named) {
        return form.map(end -> named.replaceFirst("\\.[^.]*$", "") + "." + end).orElse(named);
    }

    private static Merge merge(HttpServletRequest request) {
        return switch (Objects.requireNonNullElse(request.getParameter("tr"), "0")) {
            case "0" -> Merge.NONE;
            case "1" -> Merge.NETWORKS;
            case "2" -> Merge.RANGES;
            default -> throw new IllegalArgumentException("'tr' is 0, 1 (networks) or 2 (ranges).");
        };
    }

    private static long number(HttpServletRequest request, String name, long least, long unsaid, long most) {
        String text = request.getParameter(name);
        if (text == null) {
            return unsaid;
        }
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new IllegalArgumentException("'" + name + "' is a number of " + least
                    + (most < Long.MAX_VALUE ? " to " + most : " or more") + ".");
        }
        return Long.parseLong(text);
    }

    private static boolean flag(HttpServletRequest request, String name) {
        String text = request.getParameter(name);
        if (text != null && !text.matches("|0|1")) {
            throw new IllegalArgumentException("'" + name + "' is 0 or 1, or stands alone.");
        }
        return text != null && !text.equals("0");
    }
}
