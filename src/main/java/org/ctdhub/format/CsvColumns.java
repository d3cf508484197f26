// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which column of a CSV file stands where. Columns that aren't known are passed over.
 *
 * @param separator between the cells
 * @param width how many cells a row has
 */
record CsvColumns(char separator, int width, Map<CsvColumns.Column, Integer> places) {

    /** A column and the names that it goes by, in lower case and without blanks, hyphens and underscores. */
    enum Column {
        TYPE("type objecttype"),
        VALUE("value content object indicator suspiciousobject"),
        ACTION("action scanaction"),
        EXPIRES("expires expirationutcdate expiration expirationdate"),
        RISK("risk risklevel"),
        NOTES("notes note description"),
        SHA1("sha1 filesha1"),
        SHA256("sha256 filesha256");

        private final String names;

        Column(String names) {
            this.names = names;
        }

        boolean goesBy(String name) {
            return List.of(names.split(" ", -1)).contains(name);
        }
    }

    /** The columns of a header line, whose separator is the one that makes most known columns of it. */
    static CsvColumns of(TextLines.Line header) {
        CsvColumns best = null;
        for (char separator : new char[] {',', ';', '\t'}) {
            CsvColumns columns = split(header, separator);
            if (columns != null
                    && (best == null || columns.places.size() > best.places.size())
                    && columns.places.containsKey(Column.VALUE)) {
                best = columns;
            }
        }
        if (best == null) {
            throw new UnreadableException("Line " + header.number() + " names no column value. Known columns are type,"
                    + " value (or content, object, indicator), action, expires, risk, notes; write them over the"
                    + " columns. It says: " + header.text());
        }
        return best;
    }

    /** A row's cell, null if the file has no such column. */
    String cell(List<String> row, Column column) {
        Integer place = places.get(column);
        return place == null ? null : unguarded(row.get(place));
    }

    /** Exports put an apostrophe before what a spreadsheet would take for a formula. */
    private static String unguarded(String cell) {
        boolean guarded = cell.length() > 1 && cell.charAt(0) == '\'' && "=+-@".indexOf(cell.charAt(1)) >= 0;
        return guarded ? cell.substring(1) : cell;
    }

    private static CsvColumns split(TextLines.Line header, char separator) {
        List<String> names = CsvRows.cells(header.text(), separator);
        if (names == null) {
            return null;
        }
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        for (int place = 0; place < names.size(); place++) {
            for (Column column : known(names.get(place))) {
                if (places.putIfAbsent(column, place) != null) {
                    throw new UnreadableException("Line " + header.number() + " names the column "
                            + column.name().toLowerCase(Locale.ROOT) + " twice. Keep one of the two.");
                }
            }
        }
        return new CsvColumns(separator, names.size(), places);
    }

    private static List<Column> known(String name) {
        String word = name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
        List<Column> found = new ArrayList<>();
        for (Column column : Column.values()) {
            if (column.goesBy(word)) {
                found.add(column);
            }
        }
        return found;
    }
}
