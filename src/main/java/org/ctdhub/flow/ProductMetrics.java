// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.ctdhub.connector.Silence;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.Overview.ProductLine;
import org.ctdhub.registry.Overview.Room;
import org.springframework.stereotype.Component;

/** How full products' lists are, what drifted there, and who is silent. Labels are products and types, never objects. */
@Component("productMetrics")
public class ProductMetrics {

    private final Overview overview;
    private final Silence silence;
    private final Comparisons comparisons;
    private final MultiGauge drift;
    private final MultiGauge held;
    private final MultiGauge limit;
    private final MultiGauge leftOut;
    private final MultiGauge silent;

    public ProductMetrics(Overview overview, Silence silence, Comparisons comparisons, MeterRegistry meters) {
        this.overview = overview;
        this.silence = silence;
        this.comparisons = comparisons;
        drift = gauge(meters, "ctd.drift", "Entries that had drifted when the product was last read back");
        held = gauge(meters, "ctd.list.held", "Objects on a product's limited list");
        limit = gauge(meters, "ctd.list.limit", "Objects that a product's list can hold");
        leftOut = gauge(meters, "ctd.list.left.out", "Objects that a product can't hold, because its list is full");
        silent = gauge(meters, "ctd.product.silent", "1 for a product that has to call and does not");
    }

    /** For a route: looks again. */
    public void measure() {
        List<Row<?>> holding = new ArrayList<>();
        List<Row<?>> holdable = new ArrayList<>();
        List<Row<?>> outside = new ArrayList<>();
        List<Row<?>> quiet = new ArrayList<>();
        for (ProductLine product : overview.products()) {
            quiet.add(Row.of(
                    Tags.of("product", product.name()),
                    product.enabled() && silence.isSilent(product.name(), product.heardAt()) ? 1 : 0));
            for (Room room : product.lists()) {
                Tags tags = Tags.of("product", product.name(), "type", room.type());
                holding.add(Row.of(tags, room.held()));
                holdable.add(Row.of(tags, room.most()));
                outside.add(Row.of(tags, room.leftOut()));
            }
        }
        List<Row<?>> drifted = new ArrayList<>();
        comparisons
                .all()
                .forEach((product, compared) -> compared.drift()
                        .forEach((kind, entries) ->
                                drifted.add(Row.of(Tags.of("product", product, "kind", kind), entries))));
        drift.register(drifted, true);
        held.register(holding, true);
        limit.register(holdable, true);
        leftOut.register(outside, true);
        silent.register(quiet, true);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }
}
