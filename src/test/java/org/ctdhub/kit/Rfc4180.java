// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV as RFC 4180 says, and shares no line with what the hub writes it by. */
final class Rfc4180 {

    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> row = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private final String text;
    private int at;

    private Rfc4180(String text) {
        this.text = text;
    }

    /** The rows of a text, each as its cells. A quote in a bare cell, or one that nothing ends, is an AssertionError. */
    static List<List<String>> rows(String text) {
        Rfc4180 reader = new Rfc4180(text);
        while (reader.at < text.length()) {
            reader.cell();
        }
        if (!reader.row.isEmpty()) {
            reader.endRow();
        }
        return reader.rows;
    }

    private void cell() {
        if (text.charAt(at) == '"') {
            quoted();
        } else {
            bare();
        }
        row.add(cell.toString());
        cell.setLength(0);
        if (at == text.length()) {
            return;
        }
        if (text.startsWith("\r\n", at)) {
            at += 2;
            endRow();
        } else if (text.charAt(at) == ',') {
            at++;
            lastOfLine();
        } else {
            throw new AssertionError("neither a comma nor a line's end behind a cell: " + text.substring(at));
        }
    }

    /** A comma at the very end is followed by one more cell, which is empty. */
    private void lastOfLine() {
        if (at == text.length()) {
            row.add("");
        }
    }

    private void quoted() {
        for (at++; ; at++) {
            if (at == text.length()) {
                throw new AssertionError("a quote is not ended");
            }
            if (text.charAt(at) != '"') {
                cell.append(text.charAt(at));
            } else if (text.startsWith("\"\"", at)) {
                cell.append('"');
                at++;
            } else {
                at++;
                return;
            }
        }
    }

    private void bare() {
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\r') {
            if (text.charAt(at) == '"' || text.charAt(at) == '\n') {
                throw new AssertionError("a quote or a line's end in a bare cell: " + cell);
            }
            cell.append(text.charAt(at++));
        }
    }

    private void endRow() {
        rows.add(List.copyOf(row));
        row.clear();
    }
}
