// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Collecting;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Producers;
import org.springframework.stereotype.Component;

/** Begins and ends the reading of one producer. */
@Component("collector")
public class Collector {

    /** A product has one list so far; several would each have their own position. */
    private static final String STREAM = "objects";

    private static final String START = "0";
    private final RegisteredProducts products;
    private final Producers producers;
    private final LooseEnds looseEnds;

    public Collector(RegisteredProducts products, Producers producers, LooseEnds looseEnds) {
        this.products = products;
        this.producers = producers;
        this.looseEnds = looseEnds;
    }

    /** Takes a claimed product's name as body; sets where its route goes on reading. */
    public void begin(Exchange exchange) {
        String product = exchange.getMessage().getBody(String.class);
        Optional<Duration> full = products.find(product)
                .flatMap(p -> p.connector().manifest().collecting())
                .map(Collecting::full);
        if (full.isEmpty()) {
            looseEnds.write(() -> producers.letGo(product)); // it was removed from this node since it was claimed
            exchange.setRouteStop(true);
            return;
        }
        CollectRun run = begin(product, full.get());
        exchange.setProperty(Property.PRODUCT, product);
        exchange.setProperty(Property.RUN, run);
        exchange.setProperty(Property.POSITION, run.position());
        exchange.setProperty(Property.MORE, true);
        exchange.getMessage().setBody(null);
    }

    private CollectRun begin(String product, Duration full) {
        try {
            return producers.begin(product, STREAM, START, full);
        } catch (RuntimeException e) {
            looseEnds.write(() -> producers.letGo(product));
            throw e;
        }
    }

    /** The product's route came to its end. */
    public void done(Exchange exchange) {
        CollectRun run = exchange.getProperty(Property.RUN, CollectRun.class);
        String ended = exchange.getProperty(Property.POSITION, String.class);
        String whole = exchange.getProperty(Property.WHOLE, String.class);
        if (whole != null && Position.isBelow(whole, run.reached()) && !Position.isBelow(run.reached(), ended)) {
            ProductLog.warn(
                    run.product(),
                    "Product {} counts anew: its list ends at {}, and had been at {}.",
                    run.product(),
                    whole,
                    run.reached());
            producers.restarted(run, whole);
        }
        producers.done(run);
        ProductLog.debug(run.product(), "Product {} was read up to {}", run.product(), ended);
    }

    /** The product's route broke off. */
    public void failed(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        CollectRun run = exchange.getProperty(Property.RUN, CollectRun.class);
        String error = Optional.ofNullable(cause).map(ProductError::text).orElse("unknown");
        ProductLog.warn(run.product(), "Product {} could not be read: {}", run.product(), error);
        looseEnds.write(() -> producers.failed(run.product(), run.attempt(), error));
    }
}
