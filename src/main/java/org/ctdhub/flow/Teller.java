// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.registry.Parcel;
import org.ctdhub.registry.Parcels;
import org.ctdhub.registry.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Claims what a forward is told next, and writes down whether its receiver took it. */
@Component("teller")
public class Teller implements Trial {

    static final String PARCEL = "parcel";

    private static final String KIND = "kind";
    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    private final Parcels parcels;
    private final ProducerTemplate producer;
    private final Clock clock;

    public Teller(Parcels parcels, ProducerTemplate producer, Clock clock) {
        this.parcels = parcels;
        this.producer = producer;
        this.clock = clock;
    }

    /** Takes a forward's number as body, gives its next parcel; no body means that there is none. */
    public void take(Exchange exchange) {
        next(exchange, exchange.getMessage().getBody(Integer.class));
    }

    /** The parcel was taken; gives the next one, or none when the hub stops: the next process goes on. */
    public void told(Exchange exchange) {
        Parcel parcel = parcel(exchange);
        parcels.done(parcel);
        if (exchange.getContext().isStopping()) {
            exchange.getMessage().setBody(null);
        } else {
            next(exchange, parcel.forward());
        }
    }

    /** The parcel was not taken: the forward pauses, or stops where its receiver will never take it. */
    public void failed(Exchange exchange) {
        Parcel parcel = parcel(exchange);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        exchange.getMessage().setBody(null);
        HttpAnswer answer = HttpAnswer.of(failure, clock);
        String error = ProductError.text(failure);
        switch (answer.kind()) {
            case REFUSED, CREDENTIALS -> {
                LOG.error("Forward {} is stopped, its receiver refuses what it is sent: {}", parcel.name(), error);
                parcels.stop(parcel, error);
            }
            default -> {
                LOG.warn("Forward {} could not be told: {}", parcel.name(), error);
                parcels.failed(parcel, Optional.ofNullable(answer.when()).filter(this::isAhead), error);
            }
        }
    }

    private boolean isAhead(Instant when) {
        return when.isAfter(clock.instant());
    }

    @Override
    public Result send(Parcel parcel) {
        Exchange sent =
                producer.send("direct:tell-" + parcel.kind() + "?block=false", exchange -> begin(exchange, parcel));
        return sent.isFailed() ? new Result(false, ProductError.text(sent.getException())) : new Result(true, null);
    }

    private void next(Exchange exchange, int forward) {
        Optional<Parcel> parcel = parcels.take(forward);
        exchange.getMessage().setBody(null);
        parcel.ifPresent(taken -> begin(exchange, taken));
    }

    private static void begin(Exchange exchange, Parcel parcel) {
        exchange.setProperty(PARCEL, parcel);
        exchange.setProperty(KIND, parcel.kind());
        exchange.getMessage().setBody(parcel);
    }

    /** The parcel that an exchange carries. */
    static Parcel parcel(Exchange exchange) {
        return exchange.getProperty(PARCEL, Parcel.class);
    }
}
