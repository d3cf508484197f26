// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ctdhub.registry.Forward;
import org.ctdhub.registry.Forwards;
import org.springframework.stereotype.Component;

/** How far each forward is behind, and whether its receiver takes what it is sent. The error itself stands in the API. */
@Component("forwardMetrics")
public class ForwardMetrics {

    private final Forwards forwards;
    private final MultiGauge backlog;
    private final MultiGauge failures;
    private final MultiGauge stopped;
    private final MultiGauge last;

    public ForwardMetrics(Forwards forwards, MeterRegistry meters) {
        this.forwards = forwards;
        backlog = gauge(meters, "ctd.forward.backlog", "Things that a forward was not told yet, up to 100000");
        failures = gauge(meters, "ctd.forward.failures", "How often in a row a forward could not be told");
        stopped = gauge(meters, "ctd.forward.stopped", "1 for a forward whose receiver refuses it for good");
        last = gauge(meters, "ctd.forward.last", "When a forward last took something, in seconds since 1970");
    }

    /** For a route: looks again. */
    public void measure() {
        List<Forward> all = forwards.all();
        List<Row<?>> behind = new ArrayList<>();
        all.forEach(forward -> forward.backlog()
                .forEach((about, count) ->
                        behind.add(Row.of(Tags.of("forward", forward.name(), "about", about), count))));
        backlog.register(behind, true);
        failures.register(rows(all, Forward::failures), true);
        stopped.register(rows(all, forward -> forward.stopped() == null ? 0 : 1), true);
        last.register(
                rows(
                        all.stream()
                                .filter(forward -> forward.lastSuccessAt() != null)
                                .toList(),
                        forward -> forward.lastSuccessAt().getEpochSecond()),
                true);
    }

    private static List<Row<?>> rows(List<Forward> all, ToDoubleFunction<Forward> value) {
        return all.stream()
                .<Row<?>>map(forward -> Row.of(Tags.of("forward", forward.name()), value.applyAsDouble(forward)))
                .toList();
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }
}
