// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ctdhub.registry.ReportNumbers;
import org.ctdhub.registry.ReportNumbers.Kind;
import org.ctdhub.registry.ReportNumbers.TakenBack;

/**
 * A table of a report, in the order in which a page and a sheet show it. A cell is a {@link Word} of the hub, a {@link Long}, an
 * {@link java.time.Instant}, a text from outside, or null.
 *
 * @param key names it among the words
 * @param labels how many of the first columns say what a row is about; the others tell something of it
 */
public record ReportTable(String key, int labels, List<String> columns, List<List<Object>> rows) {

    /**
     * A word for which each language may have its own; one that none has is shown as it is.
     *
     * @param group what kind of word it is, such as type
     */
    public record Word(String group, String word) {}

    /** All tables of a report. */
    static List<ReportTable> of(ReportNumbers n) {
        List<ReportTable> all = new ArrayList<>();
        all.add(table(
                "came_in",
                2,
                "source type objects withdrawn",
                n.came(),
                came -> row(source(came.kind(), came.source()), type(came.type()), came.objects(), came.withdrawn())));
        all.add(table(
                "listed",
                2,
                "type action objects",
                n.listed(),
                listed -> row(type(listed.type()), action(listed.action()), listed.objects())));
        all.add(table(
                "expired", 1, "type objects", n.expired(), expired -> row(type(expired.type()), expired.objects())));
        all.add(table(
                "enforced",
                1,
                "product offered delivered confirmed due refused waiting",
                n.places(),
                place -> row(
                        place.product(),
                        place.offered(),
                        place.delivered(),
                        place.confirmed(),
                        place.due(),
                        place.refused(),
                        place.waiting())));
        all.add(table(
                "met",
                2,
                "product action detections matched",
                n.met(),
                met -> row(met.product(), action(met.action()), met.detections(), met.matched())));
        all.add(table(
                "top_objects",
                2,
                "object type detections endpoints",
                n.topObjects(),
                top -> row(top.value(), type(top.type()), top.detections(), top.endpoints())));
        all.add(table(
                "top_sources",
                1,
                "source detections objects",
                n.topSources(),
                top -> row(source(top.kind(), top.name()), top.detections(), top.objects())));
        all.add(table(
                "top_endpoints",
                1,
                "endpoint detections objects",
                n.topEndpoints(),
                top -> row(top.name(), top.detections(), top.objects())));
        all.add(table("taken_back", 1, "what number", takenBack(n.takenBack()), Function.identity()));
        all.add(table(
                "exceptions",
                2,
                "pattern type objects detections in_force by at",
                n.takenBack().largest(),
                made -> row(
                        made.pattern(),
                        type(made.type()),
                        made.objects(),
                        made.detections(),
                        new Word("answer", made.inForce() ? "yes" : "no"),
                        made.by(),
                        made.at())));
        all.add(table(
                "behind",
                1,
                "product waiting_changes last_success last_error",
                n.behind(),
                behind -> row(behind.product(), behind.waiting(), behind.lastSuccessAt(), behind.lastError())));
        all.add(table(
                "full",
                2,
                "product type held most left_out",
                n.full(),
                full -> row(full.product(), type(full.type()), full.held(), full.most(), full.leftOut())));
        return all;
    }

    private static <T> ReportTable table(
            String key, int labels, String columns, List<T> lines, Function<T, List<Object>> row) {
        return new ReportTable(
                key,
                labels,
                List.of(columns.split(" ")),
                lines.stream().map(row).toList());
    }

    private static List<List<Object>> takenBack(TakenBack taken) {
        return List.of(
                row(new Word("taken_back", "exceptions"), taken.exceptions()),
                row(new Word("taken_back", "ended"), taken.ended()),
                row(new Word("taken_back", "undefined"), taken.undefined()));
    }

    private static List<Object> row(Object... cells) {
        return Arrays.asList(cells);
    }

    private static Object source(Kind kind, String name) {
        return kind == Kind.PEOPLE ? new Word("source", "people") : name;
    }

    private static Word type(String type) {
        return new Word("type", type);
    }

    private static Word action(String action) {
        return new Word("action", action);
    }
}
