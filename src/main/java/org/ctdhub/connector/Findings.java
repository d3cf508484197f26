// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers the problems of one file, and knows the line of each place in it (a JSON pointer). */
final class Findings {

    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Findings(Path file) {
        this.file = file;
    }

    /** Remembers on which line a place begins. */
    void mark(String pointer, int line) {
        lines.put(pointer, line);
    }

    /** Reports a problem at a place, or at the nearest place around it whose line is known. */
    void at(String pointer, String message) {
        atLine(line(pointer), message);
    }

    void atLine(int line, String message) {
        problems.add(new Problem(file, line, message));
    }

    /** The problems in the order of the file. */
    List<Problem> list() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .distinct()
                .toList();
    }

    private int line(String pointer) {
        if (pointer.isEmpty()) {
            return 1;
        }
        Integer line = lines.get(pointer);
        return line != null ? line : line(pointer.substring(0, pointer.lastIndexOf('/')));
    }
}
