// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The rows of a CSV file behind its header.
 *
 * <p>A row ends with the line in which the number of its quotes becomes even. When that makes no row, because a quote is
 * missing, only the line where it began is at fault, and the lines behind it are read as rows of their own: one stray
 * quote doesn't swallow what follows.
 */
final class CsvRows {

    private final TextLines lines;
    private final CsvColumns columns;
    private final Intake intake;
    private final Deque<TextLines.Line> again = new ArrayDeque<>();

    /**
     * One row.
     *
     * @param line where it begins
     * @param cells as many as the header has
     */
    record Row(long line, List<String> cells) {}

    CsvRows(TextLines lines, CsvColumns columns, Intake intake) {
        this.lines = lines;
        this.columns = columns;
        this.intake = intake;
    }

    /** The next row that could be read, null after the last. */
    Row next() throws IOException {
        for (TextLines.Line line = line(); line != null; line = line()) {
            if (line.fault() != null) {
                intake.fault(line.number(), line.fault(), line.message(), line.text());
            } else if (!line.text().isBlank()) {
                Row row = row(line);
                if (row != null) {
                    return row;
                }
            }
        }
        return null;
    }

    /** The cells of one row; null if its quotes don't fit. */
    static List<String> cells(String row, char separator) {
        if (isOpen(row)) {
            return null;
        }
        try {
            // a text in memory, so that nothing has to be closed
            List<CsvRecord> rows = CsvReader.builder().fieldSeparator(separator).ofCsvRecord(row).stream()
                    .limit(2)
                    .toList();
            return rows.size() == 1 ? rows.get(0).getFields() : null;
        } catch (CsvParseException odd) {
            return null;
        }
    }

    private Row row(TextLines.Line first) throws IOException {
        Deque<TextLines.Line> more = new ArrayDeque<>();
        String text = isOpen(first.text()) ? joined(first, more) : first.text();
        List<String> cells = text == null ? null : cells(text, columns.separator());
        if (cells != null && cells.size() == columns.width()) {
            return new Row(first.number(), cells);
        }
        while (!more.isEmpty()) {
            again.addFirst(more.removeLast());
        }
        if (cells == null) {
            intake.fault(
                    first.number(),
                    "quotes",
                    "The quotes of this row don't fit. Put a cell that holds a quote in quotes, and write it twice there.",
                    first.text());
        } else {
            intake.fault(
                    first.number(),
                    "cells",
                    "This row has " + cells.size() + " cells and the header " + columns.width()
                            + ". Put a cell that holds the separator in quotes.",
                    first.text());
        }
        return null;
    }

    /** The text up to the line that closes the quotes; null if there is none within 64 KiB. */
    private String joined(TextLines.Line first, Deque<TextLines.Line> more) throws IOException {
        StringBuilder text = new StringBuilder(first.text());
        while (text.length() <= Intake.LONGEST) {
            TextLines.Line line = line();
            if (line == null) {
                return null;
            }
            more.addLast(line);
            if (line.fault() != null) {
                return null;
            }
            text.append('\n').append(line.text());
            if (isOpen(line.text())) {
                return text.toString();
            }
        }
        return null;
    }

    private TextLines.Line line() throws IOException {
        return again.isEmpty() ? lines.next() : again.removeFirst();
    }

    /** Whether its quotes change what was open or closed before it. */
    private static boolean isOpen(String line) {
        boolean open = false;
        for (int at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
            open = !open;
        }
        return open;
    }
}
