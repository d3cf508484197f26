// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Says in each line of the log by which route it came. Rate, failures, time and exchanges in flight of each route, under the names that camel-micrometer gives them, so that
 * dashboards made for Camel fit.
 */
@Component
public class RouteMetrics implements RoutePolicyFactory {

    private final MeterRegistry meters;

    public RouteMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camelContext, String routeId, NamedNode route) {
        return new OneRoute(meters, Tags.of("camelContext", camelContext.getName(), "routeId", routeId));
    }

    private static final class OneRoute extends RoutePolicySupport {

        private static final String STARTED = OneRoute.class.getName();
        private static final String BEFORE = STARTED + ".before.";
        private static final String ROUTE = "route";

        private final MeterRegistry meters;
        private final AtomicInteger inFlight = new AtomicInteger();
        private final Counter total;
        private final Counter failed;
        private final Counter succeeded;
        private final Timer time;
        private final List<Meter> all;

        OneRoute(MeterRegistry meters, Tags tags) {
            this.meters = meters;
            total = meters.counter("camel.exchanges.total", tags);
            failed = meters.counter("camel.exchanges.failed", tags);
            succeeded = meters.counter("camel.exchanges.succeeded", tags);
            time = meters.timer("camel.route.policy", tags);
            Gauge gauge = Gauge.builder("camel.exchanges.inflight", inFlight, AtomicInteger::get)
                    .tags(tags)
                    .register(meters);
            all = List.of(total, failed, succeeded, time, gauge);
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
            (exchange.isFailed() ? failed : succeeded).increment();
            Long started = (Long) exchange.removeProperty(STARTED + route.getId());
            if (started != null) {
                time.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            }
        }

        private static void restore(String before) {
            if (before == null) {
                MDC.remove(ROUTE);
            } else {
                MDC.put(ROUTE, before);
            }
        }

        @Override
        public void onRemove(Route route) {
            all.forEach(meters::remove);
        }
    }
}
