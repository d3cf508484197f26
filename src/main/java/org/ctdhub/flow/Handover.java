// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Where the core routes meet the connectors' routes: who waits for {@code ctd:changes} and {@code ctd:questions}. */
@Component
public class Handover {

    private final Map<String, HandedConsumer> waiting = new ConcurrentHashMap<>();

    void open(CtdEndpoint.Kind kind, String product, HandedConsumer consumer) {
        if (waiting.putIfAbsent(kind + ":" + product, consumer) != null) {
            throw new IllegalStateException(
                    "Two routes read ctd:" + kind + " for product " + product + "; only one may.");
        }
    }

    void close(CtdEndpoint.Kind kind, String product) {
        waiting.remove(kind + ":" + product);
    }

    boolean has(CtdEndpoint.Kind kind, String product) {
        return waiting.containsKey(kind + ":" + product);
    }

    /**
     * Runs the product's route with this body and these properties; the exchange comes back with the answer, or with
     * the exception that ended the route.
     */
    Exchange hand(CtdEndpoint.Kind kind, String product, Object body, Map<String, Object> properties) {
        HandedConsumer consumer = Optional.ofNullable(waiting.get(kind + ":" + product))
                .orElseThrow(() -> new IllegalStateException("No route reads ctd:" + kind + " for product " + product
                        + "; see the connector's folder, its file may be broken."));
        Exchange exchange = consumer.createExchange(false);
        exchange.setProperty(Property.PRODUCT, product);
        properties.forEach(exchange::setProperty);
        exchange.getMessage().setBody(body);
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        return exchange;
    }

    /** What a route said of single items, in an exchange that came back: of those it set aside, and in its answer. */
    static List<JsonNode> said(Exchange exchange) {
        List<JsonNode> said = new ArrayList<>();
        if (exchange.getProperty(Property.SET_ASIDE) instanceof List<?> refused) {
            refused.forEach(one -> said.add((JsonNode) one));
        }
        if (exchange.getMessage().getBody() instanceof ArrayNode all) {
            all.forEach(said::add);
        }
        return said;
    }
}
