// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.registry.Delivery;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.Outcome;
import org.ctdhub.registry.Pause;
import org.springframework.stereotype.Component;

/**
 * Carries a delivery to the product's route, and says what became of each entry. An entry that the product can't take
 * never holds up the others: a refused batch is halved until the bad one stands alone.
 */
@Component
public class Courier {

    static final Duration UNTIL_SOMEBODY_LOOKED = Duration.ofMinutes(5);

    private static final Set<Integer> BATCH_REFUSED = Set.of(400, 413, 422);

    private final Handover handover;
    private final Clock clock;

    public Courier(Handover handover, Clock clock) {
        this.handover = handover;
        this.clock = clock;
    }

    /**
     * What is known after a delivery.
     *
     * @param pause present if the product could not be worked with: what no outcome names was not taken
     */
    record Trip(List<Outcome> outcomes, Optional<Pause> pause) {}

    Trip deliver(Delivery delivery, CallBudget budget) {
        List<Outcome> outcomes = new ArrayList<>();
        Optional<Pause> pause = delivery.unsure() ? look(delivery, outcomes, budget) : send(delivery, outcomes, budget);
        return new Trip(outcomes, pause);
    }

    /** An earlier try ended without an answer: asks which entries the product holds, and sends nothing. */
    private Optional<Pause> look(Delivery delivery, List<Outcome> outcomes, CallBudget budget) {
        Exchange exchange = hand(delivery, "look", budget);
        if (exchange.isFailed()) {
            return Optional.of(pause(exchange.getException(), true, clock));
        }
        Map<String, JsonNode> present = byKey(exchange);
        present.values().removeIf(one -> one.path("outcome").asText().equals("refused")); // which was not looked for
        for (Item item : delivery.items()) {
            boolean there = present.containsKey(item.identity());
            boolean asWanted = there != delivery.removal();
            String id = there ? text(present.get(item.identity()), "remote_id") : null;
            outcomes.add(new Outcome(item.identity(), asWanted ? Outcome.Kind.DELIVERED : Outcome.Kind.SEND, id, null));
        }
        return Optional.empty();
    }

    private Optional<Pause> send(Delivery delivery, List<Outcome> outcomes, CallBudget budget) {
        Exchange exchange = hand(delivery, delivery.removal() ? "remove" : "add", budget);
        if (!exchange.isFailed()) {
            Map<String, JsonNode> said = byKey(exchange);
            delivery.items().forEach(item -> outcomes.add(outcome(item, said.get(item.identity()))));
            return Optional.empty();
        }
        if (!isAboutTheBatch(exchange.getException())) {
            return Optional.of(pause(exchange.getException(), false, clock));
        }
        if (delivery.items().size() == 1) {
            outcomes.add(new Outcome(
                    delivery.items().get(0).identity(),
                    Outcome.Kind.REFUSED,
                    null,
                    ProductError.text(exchange.getException())));
            return Optional.empty();
        }
        List<Item> items = delivery.items();
        int half = items.size() / 2;
        Optional<Pause> pause = send(delivery.of(items.subList(0, half)), outcomes, budget);
        return pause.isPresent() ? pause : send(delivery.of(items.subList(half, items.size())), outcomes, budget);
    }

    private Exchange hand(Delivery delivery, String op, CallBudget budget) {
        budget.spend();
        Map<String, Object> properties = new HashMap<>();
        properties.put(Property.OP, op);
        return handover.hand(Kind.changes, delivery.product(), items(delivery), properties);
    }

    /** The delivery as the connector sees it: a list of maps with key, type, value, action and the product's own id. */
    private static List<Map<String, String>> items(Delivery delivery) {
        return delivery.items().stream().map(Courier::item).toList();
    }

    private static Map<String, String> item(Item item) {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put("key", item.identity());
        seen.put("type", item.object().type().word());
        seen.put("value", item.object().value());
        seen.put("action", item.action().word());
        item.remoteId().ifPresent(id -> seen.put("remote_id", id));
        return seen;
    }

    /** What the route said of single entries; nothing said means that all were taken. */
    private static Map<String, JsonNode> byKey(Exchange exchange) {
        Map<String, JsonNode> said = new HashMap<>();
        Handover.said(exchange).forEach(one -> said.put(one.path("key").asText(), one));
        return said;
    }

    private static Outcome outcome(Item item, JsonNode said) {
        if (said == null) {
            return new Outcome(item.identity(), Outcome.Kind.DELIVERED, null, null);
        }
        Outcome.Kind kind = switch (said.path("outcome").asText("delivered")) {
            case "refused" -> Outcome.Kind.REFUSED;
            case "again" -> Outcome.Kind.AGAIN;
            default -> Outcome.Kind.DELIVERED;
        };
        return new Outcome(item.identity(), kind, text(said, "remote_id"), text(said, "reason"));
    }

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? RawText.bounded(node.get(field).asText()) : null;
    }

    /** For how long a product is left alone after this. */
    static Pause pause(Exception exception, boolean wasUnsure, Clock clock) {
        HttpAnswer answer = HttpAnswer.of(exception, clock);
        Optional<Instant> wish = switch (answer.kind()) {
            case AGAIN -> Optional.of(answer.when());
            case CREDENTIALS, REFUSED -> Optional.of(clock.instant().plus(UNTIL_SOMEBODY_LOOKED));
            default -> Optional.empty();
        };
        boolean unsure = wasUnsure || answer.kind() == HttpAnswer.Kind.UNKNOWN;
        return new Pause(unsure, wish, ProductError.text(exception));
    }

    /** Bad request, too large, unprocessable: something in it is wrong. Other refusals concern the address or the account. */
    private static boolean isAboutTheBatch(Throwable thrown) {
        return ProductError.answered(thrown)
                .filter(http -> BATCH_REFUSED.contains(http.getStatusCode()))
                .isPresent();
    }
}
