// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A product's list in CSV: columns in a fixed order, with or without a first line that names them. It replaces a list there, so
 * it is read strictly: one row that can't be, and none is.
 */
public final class CsvTable {

    private static final int LINE_FEED = 10;

    /** At a file's beginning it tells the encoding, and readers take it away. */
    private static final String MARK = "\uFEFF";

    private final List<String> columns;
    private final boolean headed;
    private final List<Map<String, String>> rows;

    private CsvTable(List<String> columns, boolean headed, List<Map<String, String>> rows) {
        this.columns = columns;
        this.headed = headed;
        this.rows = rows;
    }

    /**
     * Reads a whole file in UTF-8.
     *
     * @throws UnreadableException with the line of the first row that can't be read
     */
    public static CsvTable read(byte[] file, List<String> columns) {
        String text = decoded(file);
        List<Map<String, String>> rows = new ArrayList<>();
        boolean headed = false;
        long last = 1;
        try {
            for (CsvRecord row : rowsOf(text)) {
                last = row.getStartingLineNumber();
                if (rows.isEmpty() && !headed && row.getFields().equals(columns)) {
                    headed = true;
                } else {
                    rows.add(cells(row, columns));
                }
            }
        } catch (CsvParseException odd) {
            throw unreadable("behind line " + last, "it is no row of cells; look at its quotes and commas", odd);
        }
        return new CsvTable(columns, headed, rows);
    }

    /** A text in memory, so that nothing has to be closed. */
    private static Iterable<CsvRecord> rowsOf(String text) {
        return CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
    }

    private static Map<String, String> cells(CsvRecord row, List<String> columns) {
        if (row.getFieldCount() != columns.size()) {
            throw unreadable(
                    "line " + row.getStartingLineNumber(),
                    "it has " + row.getFieldCount() + " cells instead of " + columns.size() + " ("
                            + String.join(", ", columns) + ")",
                    null);
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.put(columns.get(i), row.getField(i));
        }
        return cells;
    }

    private static String decoded(byte[] file) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        CharBuffer text = CharBuffer.allocate(file.length + 1);
        CoderResult end = decoder.decode(bytes, text, true);
        text.flip();
        if (end.isError()) {
            long line = 1 + text.chars().filter(c -> c == LINE_FEED).count();
            throw unreadable("line " + line, "its bytes are not UTF-8; save the file as UTF-8", null);
        }
        String all = text.toString();
        return all.startsWith(MARK) ? all.substring(1) : all;
    }

    private static UnreadableException unreadable(String where, String what, Throwable cause) {
        return new UnreadableException(
                "This CSV file can't be read at " + where + ": " + what + ". Nothing of it was taken.", cause);
    }

    /** The rows in their order, each by its columns' names. */
    public List<Map<String, String>> rows() {
        return rows;
    }

    /** The same file with these rows in place of its own; a column that a row doesn't name is empty. */
    public byte[] with(List<Map<String, String>> others) {
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            if (headed) {
                csv.writeRecord(columns);
            }
            for (Map<String, String> row : others) {
                csv.writeRecord(columns.stream()
                        .map(column -> row.getOrDefault(column, ""))
                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = out.toString();
        return (text.startsWith(MARK) ? MARK + text : text).getBytes(StandardCharsets.UTF_8);
    }
}
