// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Comparisons.Comparing;
import org.ctdhub.registry.OvertakenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Begins the comparison of one product, and writes down why one broke off. */
@Component("comparer")
public class Comparer {

    private static final Logger LOG = LoggerFactory.getLogger(Comparer.class);

    private final RegisteredProducts products;
    private final Comparisons comparisons;
    private final Distributor distributor;
    private final LooseEnds looseEnds;
    private final Clock clock;

    public Comparer(
            RegisteredProducts products,
            Comparisons comparisons,
            Distributor distributor,
            LooseEnds looseEnds,
            Clock clock) {
        this.products = products;
        this.comparisons = comparisons;
        this.distributor = distributor;
        this.looseEnds = looseEnds;
        this.clock = clock;
    }

    /** Takes a product's name as body; goes no further if somebody else works with the product just now. */
    public void begin(Exchange exchange) {
        String product = exchange.getMessage().getBody(String.class);
        Optional<Comparing> claimed = products.entry(product)
                .flatMap(entry ->
                        lease(entry.product()).flatMap(lease -> comparisons.begin(product, entry.claim(), lease)));
        exchange.setRouteStop(claimed.isEmpty());
        exchange.setProperty(Property.PRODUCT, product);
        exchange.setProperty(Property.COMPARING, claimed.orElse(null));
        exchange.getMessage().setBody(null);
        claimed.ifPresent(comparing -> distributor.spend(product));
    }

    private static Optional<Duration> lease(Product product) {
        return product.connector().manifest().delivery().map(Delivery::lease);
    }

    /** The product's route broke off. */
    public void failed(Exchange exchange) {
        Comparing comparing = exchange.getProperty(Property.COMPARING, Comparing.class);
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ProductLog.warn(
                comparing.product(),
                "Product {} could not be read back: {}",
                comparing.product(),
                ProductError.text(cause));
        try {
            looseEnds.write(() -> comparisons.failed(comparing, Courier.pause(cause, false, clock)));
        } catch (OvertakenException late) {
            LOG.warn("{}", late.getMessage());
        }
    }
}
