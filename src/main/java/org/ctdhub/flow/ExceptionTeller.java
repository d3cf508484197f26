// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.ExceptionKeeping;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.ExceptionTargets.Item;
import org.ctdhub.registry.ExceptionTargets.Kept;
import org.ctdhub.registry.ExceptionTargets.Telling;
import org.springframework.stereotype.Component;

/** Tells a product that keeps exceptions of its own the hub's, and writes down which of them it took. */
@Component("exceptionTeller")
public class ExceptionTeller {

    private final RegisteredProducts products;
    private final ExceptionTargets targets;
    private final Handover handover;
    private final LooseEnds looseEnds;
    private final Clock clock;

    public ExceptionTeller(
            RegisteredProducts products,
            ExceptionTargets targets,
            Handover handover,
            LooseEnds looseEnds,
            Clock clock) {
        this.products = products;
        this.targets = targets;
        this.handover = handover;
        this.looseEnds = looseEnds;
        this.clock = clock;
    }

    /** For a route: tells the product in the body all that it shall keep, if nobody else does just now. */
    public void tell(String product) {
        products.find(product)
                .flatMap(p -> p.connector().manifest().exceptions())
                .ifPresent(keeping -> targets.take(product).ifPresent(telling -> tell(telling, keeping)));
    }

    private void tell(Telling telling, ExceptionKeeping keeping) {
        try {
            Exchange exchange = hand(handover, telling, keeping);
            if (exchange.isFailed()) {
                pause(telling, exchange.getException());
            } else {
                looseEnds.write(() -> targets.settle(telling, kept(telling, keeping, exchange)));
            }
        } catch (IllegalStateException e) {
            // its route was taken away meanwhile: whoever has it next begins anew
            pause(telling, e);
        }
    }

    private void pause(Telling telling, Exception why) {
        looseEnds.write(() -> targets.pause(telling, Courier.pause(why, false, clock)));
    }

    /** Runs the product's route with what it can take. */
    static Exchange hand(Handover handover, Telling telling, ExceptionKeeping keeping) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(
                Property.HELD,
                telling.held().stream().map(ExceptionTeller::seen).toList());
        return handover.hand(
                Kind.exceptions,
                telling.name(),
                telling.items().stream()
                        .filter(item -> refusal(item, keeping).isEmpty())
                        .map(ExceptionTeller::seen)
                        .toList(),
                properties);
    }

    /** As a connector sees an exception. */
    private static Map<String, String> seen(Item item) {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put("key", String.valueOf(item.id()));
        seen.put("type", item.type());
        seen.put("pattern", item.pattern());
        return seen;
    }

    /** What became of each: what the manifest refuses, and what the route said; nothing said means taken. */
    static List<Kept> kept(Telling telling, ExceptionKeeping keeping, Exchange exchange) {
        Map<String, String> said = new HashMap<>();
        Handover.said(exchange).stream()
                .filter(one -> one.path("outcome").asText().equals("refused"))
                .forEach(one -> said.put(
                        one.path("key").asText(),
                        RawText.bounded(one.path("reason").asText("refused"))));
        List<Kept> kept = new ArrayList<>();
        telling.items()
                .forEach(item -> kept.add(
                        new Kept(item.id(), refusal(item, keeping).orElse(said.get(String.valueOf(item.id()))))));
        return kept;
    }

    private static Optional<String> refusal(Item item, ExceptionKeeping keeping) {
        return keeping.refusal(item.type(), item.isWildcard(), item.isRange());
    }
}
