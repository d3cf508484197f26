// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ctdhub.registry.DetectionSources;
import org.ctdhub.registry.DetectionSources.Tally;
import org.springframework.stereotype.Component;

/** How much each product reports that it met, and when it last did: silence shows. */
@Component("detectionMetrics")
public class DetectionMetrics {

    private final DetectionSources sources;
    private final MultiGauge taken;
    private final MultiGauge unmatched;
    private final MultiGauge duplicates;
    private final MultiGauge last;

    public DetectionMetrics(DetectionSources sources, MeterRegistry meters) {
        this.sources = sources;
        taken = gauge(meters, "ctd.detections.taken", "Detections that a product reported, so far");
        unmatched = gauge(meters, "ctd.detections.unmatched", "Of these, those of nothing that the hub knew");
        duplicates = gauge(meters, "ctd.detections.duplicates", "Repeats that were dropped, so far");
        last = gauge(meters, "ctd.detections.last", "When a product's last detection came, in seconds since 1970");
    }

    /** For a route: looks again. */
    public void measure() {
        List<Tally> tallies = sources.tallies();
        show(taken, tallies, Tally::taken);
        show(unmatched, tallies, Tally::unmatched);
        show(duplicates, tallies, Tally::duplicates);
        show(
                last,
                tallies.stream().filter(tally -> tally.lastAt() != null).toList(),
                tally -> tally.lastAt().getEpochSecond());
    }

    private static void show(MultiGauge gauge, List<Tally> tallies, ToDoubleFunction<Tally> value) {
        List<Row<?>> rows = new java.util.ArrayList<>();
        tallies.forEach(tally -> rows.add(Row.of(Tags.of("product", tally.product()), value.applyAsDouble(tally))));
        gauge.register(rows, true);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }
}
