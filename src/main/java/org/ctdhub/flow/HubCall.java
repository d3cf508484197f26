// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.ctdhub.registry.Links.Claim;

/** A call of an edge to its hub: what it says, and what the errand that it belongs to keeps between its calls. */
final class HubCall {

    private static final String CLAIM = "claim";
    private static final String ERRAND = "errand";
    private static final String SERVICE = "service";
    private static final String MORE = "more";
    private static final String UNTIL = "until";
    private static final String PREFIX = "X-DTAS-";

    private HubCall() {}

    /** Begins an errand; it is over when nothing more is said. */
    static void begin(Exchange exchange, Claim claim, Instant now) {
        renewed(exchange, claim);
        exchange.setProperty(ERRAND, claim.word());
        exchange.setProperty(UNTIL, now);
    }

    static Claim claim(Exchange exchange) {
        return exchange.getProperty(CLAIM, Claim.class);
    }

    static void renewed(Exchange exchange, Claim claim) {
        exchange.setProperty(CLAIM, claim);
    }

    /** Whether another call is to be made; empty before the first one. */
    static Optional<Boolean> more(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(MORE, Boolean.class));
    }

    static void more(Exchange exchange, boolean more) {
        exchange.setProperty(MORE, more);
    }

    /** Until when the errand rests once it is over; empty: somebody else settled that. */
    static Optional<Instant> until(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(UNTIL, Instant.class));
    }

    static void until(Exchange exchange, Instant until) {
        exchange.setProperty(UNTIL, until);
    }

    /** Makes the message a call without a body. */
    static void to(Exchange exchange, String service) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        exchange.setProperty(SERVICE, service);
    }

    static void header(Exchange exchange, String name, String value) {
        exchange.getMessage().setHeader(PREFIX + name, value);
    }

    /** A header of the hub's answer; null if it has none. */
    static String answered(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(PREFIX + name, String.class);
    }
}
