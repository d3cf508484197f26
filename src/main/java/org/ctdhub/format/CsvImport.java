// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;
import org.ctdhub.format.CsvColumns.Column;

/**
 * A CSV file whose header names its columns in any order: value, and where there are, type, action, expires, risk, notes.
 *
 * <p>The export of another manager's virtual analyzer list is read by the same columns under the names that its console
 * shows (Object, Type, Risk Level, Expiration and others that are passed over). {@code assumed}: no description of that
 * file is public.
 */
final class CsvImport {

    private CsvImport() {}

    static void read(InputStream in, ImportSink sink) throws IOException {
        Intake intake = new Intake(sink);
        TextLines lines = new TextLines(in);
        CsvColumns columns = CsvColumns.of(header(lines));
        CsvRows rows = new CsvRows(lines, columns, intake);
        for (CsvRows.Row row = rows.next(); row != null; row = rows.next()) {
            // spreadsheets leave such rows at the end
            if (!row.cells().stream().allMatch(String::isBlank)) {
                intake.take(candidate(row, columns));
            }
        }
    }

    private static TextLines.Line header(TextLines lines) throws IOException {
        TextLines.Line line = lines.next();
        while (line != null && line.fault() == null && line.text().isBlank()) {
            line = lines.next();
        }
        if (line == null) {
            throw new UnreadableException(
                    "The file is empty. Give a first line that names the columns, with value among them.");
        }
        if (line.fault() != null) {
            throw new UnreadableException("Line " + line.number() + " can't be the header: " + line.message());
        }
        return line;
    }

    private static ImportLine candidate(CsvRows.Row row, CsvColumns columns) {
        return new ImportLine(
                row.line(),
                columns.cell(row.cells(), Column.TYPE),
                columns.cell(row.cells(), Column.VALUE),
                columns.cell(row.cells(), Column.ACTION),
                columns.cell(row.cells(), Column.EXPIRES),
                columns.cell(row.cells(), Column.RISK),
                columns.cell(row.cells(), Column.NOTES));
    }
}
