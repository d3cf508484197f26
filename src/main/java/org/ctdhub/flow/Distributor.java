// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Deliveries;
import org.ctdhub.registry.Delivery;
import org.springframework.stereotype.Component;

/** Claims the work of one pushed product, has its route carry it out, and writes down what became of it. */
@Component("distributor")
public class Distributor {

    private final RegisteredProducts products;
    private final Deliveries deliveries;
    private final Courier courier;

    public Distributor(RegisteredProducts products, Deliveries deliveries, Courier courier) {
        this.products = products;
        this.deliveries = deliveries;
        this.courier = courier;
    }

    /** Takes a product's name as body, gives its next delivery; no body means that there is none. */
    public void take(Exchange exchange) {
        String product = exchange.getMessage().getBody(String.class);
        exchange.setProperty(Property.PRODUCT, product);
        next(exchange);
    }

    /** Carries the delivery in the body out and writes what became of it; gives the next one, or none after a pause. */
    public void carryOut(Exchange exchange) {
        Delivery delivery = exchange.getMessage().getBody(Delivery.class);
        Courier.Trip trip = courier.deliver(delivery);
        deliveries.settle(delivery, trip.outcomes(), trip.pause());
        if (trip.pause().isPresent()) {
            exchange.getMessage().setBody(null);
        } else {
            next(exchange);
        }
    }

    private void next(Exchange exchange) {
        String product = exchange.getProperty(Property.PRODUCT, String.class);
        Optional<Delivery> delivery = products.find(product)
                .flatMap(p -> p.connector().manifest().delivery())
                .filter(way -> way.style() == Style.CHANGES)
                .flatMap(way -> deliveries.take(product, way.batch(), way.removeBatch(), way.lease()));
        exchange.getMessage().setBody(delivery.orElse(null));
    }
}
