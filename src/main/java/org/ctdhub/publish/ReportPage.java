// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.object.Defang;
import org.ctdhub.registry.MadeReport;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** A made report for people: one page that needs nothing beside it, to be read in a browser or as a mail. */
@Component
public class ReportPage {

    private final ITemplateEngine templates;

    public ReportPage(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** The whole page. */
    public String html(MadeReport report) {
        ReportWords words = new ReportWords(report.language(), report.zone());
        return templates.process(
                "made-report",
                new Context(
                        Locale.ROOT,
                        Map.of(
                                "words", words,
                                "report", report,
                                "title", Defang.text(title(report)),
                                "name", Defang.text(report.name()),
                                "tables", ReportTable.of(report.numbers()))));
    }

    /** The same for those who read plain text: a line a row. */
    public String text(MadeReport report) {
        ReportWords words = new ReportWords(report.language(), report.zone());
        StringBuilder text = new StringBuilder(
                Defang.text(title(report)) + "\n" + words.of("made", words.time(report.madeAt())) + "\n");
        for (ReportTable table : ReportTable.of(report.numbers())) {
            text.append("\n" + words.of("section." + table.key()) + "\n");
            if (table.rows().isEmpty()) {
                text.append(words.of("none") + "\n");
            }
            table.rows().forEach(row -> text.append(line(words, table.columns(), row) + "\n"));
        }
        return text.toString();
    }

    private static String line(ReportWords words, List<String> columns, List<Object> cells) {
        return IntStream.range(0, columns.size())
                .mapToObj(n -> words.of("column." + columns.get(n)) + ": " + words.cell(cells.get(n)))
                .collect(Collectors.joining(", ", "- ", ""));
    }

    /** What the report is called among others, in one line. */
    public String title(MadeReport report) {
        ReportWords words = new ReportWords(report.language(), report.zone());
        return words.of("title", report.name(), words.days(report.time()));
    }
}
