// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ctdhub.registry.DetectionLog.Step;

/**
 * Detections over time: a bar for each hour or day, in which the actions stand one above the other.
 *
 * @param most what the highest bar counts
 * @param left how many steps before the first bar are not shown
 */
record DetectionChart(ChronoUnit unit, long most, long left, List<Bar> bars) {

    /** More than these become too narrow to be seen. */
    private static final int MOST_BARS = 120;

    private static final List<String> ACTIONS = List.of("quarantine", "block", "log", "other");

    /** All of one step, which may be none. */
    record Bar(Instant from, long count, List<Part> parts) {}

    /** Those of one action; {@code top} and {@code height} in percent of the chart. */
    record Part(String action, long count, double top, double height) {}

    /** The chart of what was counted between two times, both at the beginning of a step. */
    static DetectionChart of(List<Step> steps, ChronoUnit unit, DetectionQuery query) {
        Map<Instant, Map<String, Long>> counted =
                steps.stream().collect(Collectors.groupingBy(Step::from, Collectors.toMap(Step::action, Step::count)));
        long all = unit.between(query.since(), query.until());
        long left = Math.max(0, all - MOST_BARS);
        List<Instant> shown = LongStream.range(left, all)
                .mapToObj(n -> query.since().plus(n, unit))
                .toList();
        long most = shown.stream()
                .mapToLong(from -> sum(counted.getOrDefault(from, Map.of())))
                .max()
                .orElse(0);
        return new DetectionChart(
                unit,
                most,
                left,
                shown.stream()
                        .map(from -> bar(from, counted.getOrDefault(from, Map.of()), most))
                        .toList());
    }

    private static long sum(Map<String, Long> actions) {
        return actions.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Bar bar(Instant from, Map<String, Long> actions, long most) {
        List<Part> parts = new ArrayList<>();
        double top = 100;
        for (String action : ACTIONS) {
            long count = actions.getOrDefault(action, 0L);
            if (count > 0) {
                double height = 100.0 * count / most;
                top -= height;
                parts.add(new Part(action, count, top, height));
            }
        }
        return new Bar(from, sum(actions), parts);
    }
}
