// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.FlowCounts;
import org.ctdhub.registry.FlowCounts.Moved;
import org.ctdhub.registry.FlowCounts.Waiting;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.Overview.ProductLine;
import org.springframework.stereotype.Component;

/** The flow as it is drawn: who reports, the list, and who enforces it, each with how it stands. */
@Component
class FlowPicture {

    /** The upper ends of the stretches in which objects reach products, in seconds. */
    private static final List<Integer> BOUNDS = List.of(10, 60, 600, 3_600);

    private final FlowCounts counts;
    private final Overview overview;
    private final RegisteredProducts products;
    private final ProductStates states;
    private final Clock clock;

    FlowPicture(FlowCounts counts, Overview overview, RegisteredProducts products, ProductStates states, Clock clock) {
        this.counts = counts;
        this.overview = overview;
        this.products = products;
        this.states = states;
        this.clock = clock;
    }

    /**
     * A product on either side.
     *
     * @param title what kind of product it is
     * @param rate objects a minute, in or out
     * @param waiting changes that it has not got yet
     * @param behind for how long the oldest of them waits; null: it has everything
     */
    record Side(
            String name,
            String title,
            String state,
            double rate,
            long refused,
            long waiting,
            Duration behind,
            Instant lastAt,
            String lastError) {

        /** Whether a person should look. */
        public boolean isTroubled() {
            return lastError != null || refused > 0;
        }
    }

    /** Everything that moves. */
    record Flow(List<Side> producers, List<Side> consumers, double changes) {}

    /**
     * A stretch of time in which objects reached products.
     *
     * @param upTo its upper end in seconds; null: longer than the last
     * @param percent of all that arrived
     */
    record Stretch(Integer upTo, long arrived, long percent) {}

    /** As it stands now. */
    Flow now() {
        Map<String, Moved> moved = counts.moved();
        Map<String, Waiting> waiting = counts.waiting();
        Function<ProductLine, String> state = states.now();
        List<ProductLine> lines = overview.productsInBrief();
        return new Flow(
                lines.stream()
                        .filter(this::produces)
                        .map(line -> side(line, state.apply(line), rate(moved, line, Moved::came), 0, null))
                        .toList(),
                lines.stream()
                        .filter(line -> consumes(line) || waiting.containsKey(line.name()))
                        .map(line -> side(
                                line,
                                state.apply(line),
                                rate(moved, line, Moved::went),
                                moved.containsKey(line.name())
                                        ? moved.get(line.name()).refused()
                                        : 0,
                                waiting.get(line.name())))
                        .toList(),
                perMinute(counts.changed()));
    }

    /** How long the newest objects took to the products; empty: none arrived. */
    List<Stretch> arrivals() {
        List<Long> arrived = counts.arrivals(BOUNDS);
        long all = arrived.stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? List.of()
                : Stream.iterate(0, i -> i <= BOUNDS.size(), i -> i + 1)
                        .map(i -> new Stretch(
                                i < BOUNDS.size() ? BOUNDS.get(i) : null,
                                arrived.get(i),
                                Math.round(100.0 * arrived.get(i) / all)))
                        .toList();
    }

    private Side side(ProductLine line, String state, double rate, long refused, Waiting waiting) {
        return new Side(
                line.name(),
                connector(line).map(connector -> connector.manifest().title()).orElse(line.connector()),
                state,
                rate,
                refused,
                waiting == null ? 0 : waiting.changes(),
                waiting == null || waiting.since() == null ? null : Duration.between(waiting.since(), clock.instant()),
                line.lastSuccessAt() == null ? line.heardAt() : line.lastSuccessAt(),
                line.lastError());
    }

    private boolean produces(ProductLine line) {
        return connector(line)
                .filter(connector -> connector.manifest().role().produces())
                .isPresent();
    }

    private boolean consumes(ProductLine line) {
        return connector(line)
                .filter(connector -> connector.manifest().role().consumes())
                .isPresent();
    }

    private Optional<Connector> connector(ProductLine line) {
        return products.find(line.name()).map(Product::connector);
    }

    private static double rate(Map<String, Moved> moved, ProductLine line, Function<Moved, Long> which) {
        return perMinute(moved.containsKey(line.name()) ? which.apply(moved.get(line.name())) : 0);
    }

    private static double perMinute(long count) {
        return (double) count / FlowCounts.STRETCH.toMinutes();
    }
}
