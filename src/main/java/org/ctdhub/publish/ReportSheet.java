// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.ctdhub.format.SpreadsheetCsv;
import org.ctdhub.publish.ReportTable.Word;
import org.ctdhub.registry.MadeReport;

/** A made report for a spreadsheet: one number a row, in the same words whatever the language. */
public final class ReportSheet {

    private static final List<String> COLUMNS = List.of("section", "name", "detail", "measure", "value");

    private ReportSheet() {}

    /** What its file is called. */
    public static String file(MadeReport report) {
        return "report-" + report.planId() + "-"
                + LocalDate.ofInstant(report.time().since(), report.zone()) + ".csv";
    }

    /** The whole of it as CSV (RFC 4180), in which no cell is a formula. */
    public static String csv(MadeReport report) {
        StringBuilder csv = new StringBuilder(SpreadsheetCsv.row(COLUMNS));
        add(csv, "report", report.name(), report.zone(), "since", report.time().since());
        add(csv, "report", report.name(), report.zone(), "until", report.time().until());
        add(csv, "report", report.name(), report.zone(), "made_at", report.madeAt());
        ReportTable.of(report.numbers()).forEach(table -> table.rows().forEach(row -> add(csv, table, row)));
        return csv.toString();
    }

    private static void add(StringBuilder csv, ReportTable table, List<Object> row) {
        Object detail = table.labels() > 1 ? text(row.get(1)) : null;
        for (int n = table.labels(); n < row.size(); n++) {
            add(csv, table.key(), text(row.get(0)), detail, table.columns().get(n), text(row.get(n)));
        }
    }

    private static void add(StringBuilder csv, Object... cells) {
        csv.append(SpreadsheetCsv.row(Arrays.asList(cells)));
    }

    private static Object text(Object cell) {
        return cell instanceof Word word ? word.word() : cell;
    }
}
