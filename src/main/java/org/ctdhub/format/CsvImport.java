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
                pair(row, columns, intake);
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

    /** A row of one file may name its other hash in a column of its own, or both beside something else. */
    private static void pair(CsvRows.Row row, CsvColumns columns, Intake intake) {
        String value = columns.cell(row.cells(), Column.VALUE);
        String sha1 = columns.cell(row.cells(), Column.SHA1);
        String sha256 = columns.cell(row.cells(), Column.SHA256);
        if (sha1 == null && sha256 == null) {
            return;
        }
        intake.pair(sha1 == null || sha1.isBlank() ? value : sha1, sha256 == null || sha256.isBlank() ? value : sha256);
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
