// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.ctdhub.registry.Edges;
import org.ctdhub.registry.Links;
import org.springframework.stereotype.Component;

/** How far a hub's edges are behind, and how an edge's own link does. Labels are edges and errands, never objects. */
@Component("linkMetrics")
public class LinkMetrics {

    private final Edges edges;
    private final Links links;
    private final MultiGauge lag;
    private final MultiGauge lagSeconds;
    private final MultiGauge failures;

    public LinkMetrics(Edges edges, Links links, MeterRegistry meters) {
        this.edges = edges;
        this.links = links;
        lag = gauge(meters, "ctd.edge.lag", "Records that an edge has not got yet");
        lagSeconds = gauge(meters, "ctd.edge.lag.seconds", "For how long an edge has not had everything");
        failures = gauge(meters, "ctd.link.failures", "How often in a row an errand at the hub failed");
    }

    /** For a route: looks again. */
    public void measure() {
        List<Edges.Line> all = edges.all().stream()
                .filter(edge -> edge.state().equals("active"))
                .toList();
        lag.register(
                all.stream().<Row<?>>map(edge -> Row.of(tags(edge), edge.lag())).toList(), true);
        lagSeconds.register(
                all.stream()
                        .<Row<?>>map(edge -> Row.of(tags(edge), edge.lagSeconds()))
                        .toList(),
                true);
        failures.register(
                links.all().stream()
                        .<Row<?>>map(link -> Row.of(Tags.of("errand", link.errand()), link.failures()))
                        .toList(),
                true);
    }

    private static Tags tags(Edges.Line edge) {
        return Tags.of("edge", edge.origin().toString());
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }
}
