// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.ctdhub.connector.Detecting;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Verb;
import org.ctdhub.registry.DetectRun;
import org.ctdhub.registry.DetectionSources;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Reads a product's logs for what it met, each from where it was left; what comes goes in by {@code ctd:detections}. */
@Component("detector")
public class Detector {

    private final CamelContext camel;
    private final RegisteredProducts products;
    private final DetectionSources sources;
    private final LooseEnds looseEnds;

    public Detector(CamelContext camel, RegisteredProducts products, DetectionSources sources, LooseEnds looseEnds) {
        this.camel = camel;
        this.products = products;
        this.sources = sources;
        this.looseEnds = looseEnds;
    }

    /** Reads all logs of a claimed product; one that can't be read keeps none of the others from it. */
    public void read(String product) {
        Optional<Detecting> detecting =
                products.find(product).flatMap(p -> p.connector().manifest().detecting());
        String error = null; // none, too, where it was removed from this node since it was claimed
        for (String log : detecting.map(Detecting::logs).orElse(List.of())) {
            Optional<Exception> failure = read(product, log);
            if (failure.isPresent()) {
                error = log + ": " + ProductError.text(failure.get());
                ProductLog.warn(product, "Product {} could not be read for detections: {}", product, error);
            }
        }
        String last = error;
        looseEnds.write(() -> sources.done(product, last));
    }

    private Optional<Exception> read(String product, String log) {
        try {
            return Optional.ofNullable(read(camel, sources.begin(product, log)).getException());
        } catch (DataAccessException e) {
            return Optional.of(e);
        }
    }

    /** Has the product's route read one log to its end. */
    static Exchange read(CamelContext camel, DetectRun run) {
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            return producer.send("direct:" + run.product() + "." + Verb.DETECT.word() + "?block=false", exchange -> {
                exchange.setProperty(Property.PRODUCT, run.product());
                exchange.setProperty(Property.DETECT_RUN, run);
                exchange.setProperty(Property.LOG, run.stream());
                exchange.setProperty(Property.POSITION, String.valueOf(run.position()));
                exchange.setProperty(Property.PAGE, 0);
                exchange.setProperty(Property.MORE, true);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
