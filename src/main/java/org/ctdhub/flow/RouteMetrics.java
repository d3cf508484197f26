// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.ctdhub.connector.Routes;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Says in each line of the log by which route it came. Rate, failures, time and exchanges in flight of each route, for people and,
 * under the names that camel-micrometer gives them, as metrics, so that dashboards made for Camel fit.
 */
@Component
public class RouteMetrics implements RoutePolicyFactory, Routes {

    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, OneRoute> routes = new ConcurrentSkipListMap<>();

    public RouteMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public List<Line> all() {
        return routes.values().stream().flatMap(OneRoute::line).toList();
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camelContext, String routeId, NamedNode route) {
        OneRoute policy = new OneRoute(camelContext, routeId);
        routes.put(routeId, policy);
        return policy;
    }

    /** How often something happens, minute by minute. */
    private static final class Pace {

        private static final int MINUTES = 5;

        private final long[] counts = new long[MINUTES];
        private long minute;

        synchronized void one(Instant at) {
            turnTo(at);
            counts[(int) (minute % MINUTES)]++;
        }

        synchronized double perMinute(Instant at) {
            turnTo(at);
            return (double) LongStream.of(counts).sum() / MINUTES;
        }

        private void turnTo(Instant at) {
            long now = at.getEpochSecond() / 60;
            for (long next = Math.max(minute + 1, now - MINUTES + 1); next <= now; next++) {
                counts[(int) (next % MINUTES)] = 0;
            }
            minute = Math.max(minute, now);
        }
    }

    private final class OneRoute extends RoutePolicySupport {

        private static final String STARTED = OneRoute.class.getName();
        private static final String BEFORE = STARTED + ".before.";
        private static final String ROUTE = "route";
        private static final double NINETEEN_OF_TWENTY = 0.95;

        /** What the last failure said, and when. */
        private record Failure(String message, Instant at) {}

        private final CamelContext camel;
        private final String id;
        private final Pace pace = new Pace();
        private volatile Failure lastFailure = new Failure(null, null);
        private final AtomicInteger inFlight = new AtomicInteger();
        private final Counter total;
        private final Counter failed;
        private final Counter succeeded;
        private final Timer time;
        private final List<Meter> all;

        OneRoute(CamelContext camel, String id) {
            this.camel = camel;
            this.id = id;
            Tags tags = Tags.of("camelContext", camel.getName(), "routeId", id);
            total = meters.counter("camel.exchanges.total", tags);
            failed = meters.counter("camel.exchanges.failed", tags);
            succeeded = meters.counter("camel.exchanges.succeeded", tags);
            time = meters.timer("camel.route.policy", tags);
            Gauge gauge = Gauge.builder("camel.exchanges.inflight", inFlight, AtomicInteger::get)
                    .tags(tags)
                    .register(meters);
            all = List.of(total, failed, succeeded, time, gauge);
        }

        /** None once the route is gone. */
        Stream<Line> line() {
            Route route = camel.getRoute(id);
            if (route == null) {
                return Stream.empty();
            }
            Failure failure = lastFailure;
            return Stream.of(new Line(
                    id,
                    route.getDescription(),
                    camel.getRouteController().getRouteStatus(id).isStarted(),
                    (long) total.count(),
                    pace.perMinute(clock.instant()),
                    (long) failed.count(),
                    inFlight.get(),
                    Duration.ofNanos((long) time.mean(TimeUnit.NANOSECONDS)),
                    mostTake(),
                    failure.message(),
                    failure.at()));
        }

        private Duration mostTake() {
            HistogramSnapshot taken = time.takeSnapshot();
            return Stream.of(taken.histogramCounts())
                    .filter(bucket -> bucket.count() >= NINETEEN_OF_TWENTY * taken.count())
                    .findFirst()
                    .map(bucket -> Duration.ofNanos((long) bucket.bucket(TimeUnit.NANOSECONDS)))
                    .orElse(null);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            inFlight.incrementAndGet();
            exchange.setProperty(STARTED + route.getId(), System.nanoTime());
            exchange.setProperty(BEFORE + route.getId(), MDC.get(ROUTE));
            MDC.put(ROUTE, route.getId());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            inFlight.decrementAndGet();
            restore((String) exchange.removeProperty(BEFORE + route.getId()));
            total.increment();
            pace.one(clock.instant());
            if (exchange.isFailed()) {
                failed.increment();
                lastFailure = new Failure(ProductError.text(exchange.getException()), clock.instant());
            } else {
                succeeded.increment();
            }
            Long started = (Long) exchange.removeProperty(STARTED + route.getId());
            if (started != null) {
                time.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            }
        }

        private void restore(String before) {
            if (before == null) {
                MDC.remove(ROUTE);
            } else {
                MDC.put(ROUTE, before);
            }
        }

        @Override
        public void onRemove(Route route) {
            all.forEach(meters::remove);
            routes.remove(id, this);
        }
    }
}
