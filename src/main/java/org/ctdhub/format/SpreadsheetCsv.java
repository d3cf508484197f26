// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * CSV that people open in a spreadsheet. A cell that it would take for a formula gets an apostrophe before it: what stands in
 * a cell was written by an attacker.
 */
public final class SpreadsheetCsv {

    private SpreadsheetCsv() {}

    /** One row with its line end (RFC 4180); null is an empty cell. */
    public static String row(List<?> cells) {
        return cells.stream()
                .map(cell -> Objects.toString(cell, ""))
                .map(SpreadsheetCsv::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = harmless.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
