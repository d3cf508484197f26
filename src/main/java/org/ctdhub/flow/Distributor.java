// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.Rate;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Deliveries;
import org.ctdhub.registry.Delivery;
import org.ctdhub.registry.Outcome;
import org.ctdhub.registry.Pause;
import org.springframework.stereotype.Component;

/** Claims the work of one pushed product, has its route carry it out, and writes down what became of it. */
@Component("distributor")
public class Distributor {

    private static final Rate UNLIMITED = new Rate(Integer.MAX_VALUE, Duration.ofSeconds(1));

    private final RegisteredProducts products;
    private final Deliveries deliveries;
    private final Courier courier;
    private final LooseEnds looseEnds;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, CallBudget> budgets = new ConcurrentHashMap<>();

    public Distributor(
            RegisteredProducts products,
            Deliveries deliveries,
            Courier courier,
            LooseEnds looseEnds,
            Clock clock,
            MeterRegistry meters) {
        this.products = products;
        this.deliveries = deliveries;
        this.courier = courier;
        this.looseEnds = looseEnds;
        this.clock = clock;
        this.meters = meters;
    }

    /** Takes a product's name as body, gives its next delivery; no body means that there is none. */
    public void take(Exchange exchange) {
        String product = exchange.getMessage().getBody(String.class);
        exchange.setProperty(Property.PRODUCT, product);
        next(exchange);
    }

    /**
     * Carries the delivery in the body out and writes what became of it; gives the next one, or none after a pause, or when
     * the hub stops: the next process goes on.
     */
    public void carryOut(Exchange exchange) {
        Delivery delivery = exchange.getMessage().getBody(Delivery.class);
        Courier.Trip trip = courier.deliver(delivery, budget(delivery.product()));
        looseEnds.write(() -> settle(delivery, trip));
        if (trip.pause().isPresent() || exchange.getContext().isStopping()) {
            exchange.getMessage().setBody(null);
        } else {
            next(exchange);
        }
    }

    private void settle(Delivery delivery, Courier.Trip trip) {
        ProductLog.debug(
                delivery.product(),
                delivery.upTo(),
                "Product {} was told to {} {} entries: {}, pause {}",
                delivery.product(),
                delivery.removal() ? "remove" : "add",
                delivery.items().size(),
                trip.outcomes().stream().map(Outcome::kind).collect(groupingBy(kind -> kind, TreeMap::new, counting())),
                trip.pause().map(Pause::error).orElse("none"));
        deliveries
                .settle(delivery, trip.outcomes(), trip.pause())
                .forEach(waited -> meters.timer("ctd.delivery.delay", "product", delivery.product())
                        .record(waited));
        trip.outcomes()
                .forEach(outcome -> meters.counter(
                                "ctd.deliveries",
                                "product",
                                delivery.product(),
                                "outcome",
                                outcome.kind().name().toLowerCase(Locale.ROOT))
                        .increment());
    }

    /** A call that was no delivery counts for the product's pace, too. */
    void spend(String product) {
        budget(product).spend();
    }

    /** The product is gone, or has another pace from now on. */
    void forget(String product) {
        budgets.remove(product);
    }

    private void next(Exchange exchange) {
        String product = exchange.getProperty(Property.PRODUCT, String.class);
        Optional<org.ctdhub.connector.Delivery> way = products.find(product)
                .filter(p -> p.way().equals(Optional.of(Style.CHANGES)))
                .flatMap(p -> p.connector().manifest().delivery());
        exchange.getMessage().setBody(way.flatMap(w -> next(product, w)).orElse(null));
    }

    /** What the product's budget of calls leaves room for; the rest stays due, and the next tick looks again. */
    private Optional<Delivery> next(String product, org.ctdhub.connector.Delivery way) {
        CallBudget budget = budget(product);
        int add = budget.allowsAddition() ? way.batch() : 0;
        int remove = budget.allowsRemoval() ? way.removeBatch() : 0;
        return products.entry(product)
                .flatMap(entry -> deliveries.take(product, entry.claim(), add, remove, way.lease()));
    }

    private CallBudget budget(String product) {
        return budgets.computeIfAbsent(
                product,
                name -> new CallBudget(
                        products.find(name).flatMap(products::deliveryRate).orElse(UNLIMITED), clock));
    }
}
