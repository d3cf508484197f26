// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultProducer;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Comparisons.Actual;
import org.ctdhub.registry.Comparisons.Comparing;
import org.ctdhub.registry.Comparisons.End;
import org.ctdhub.registry.Comparisons.Part;

/**
 * Takes all that a product holds, read lazily while it comes in, and hands it to {@code routes/40-distribute} in parts. Only
 * when nothing broke off does it say that the list has come to its end.
 */
class ActualProducer extends DefaultProducer {

    private static final int PART = 2_000;

    private final CtdEndpoint endpoint;
    private final Mappings mappings;
    private ProducerTemplate distribute;

    ActualProducer(CtdEndpoint endpoint, Mappings mappings) {
        super(endpoint);
        this.endpoint = endpoint;
        this.mappings = mappings;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        distribute = endpoint.getCamelContext().createProducerTemplate();
    }

    @Override
    protected void doStop() throws Exception {
        distribute.stop();
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Comparing comparing = exchange.getProperty(Property.COMPARING, Comparing.class);
        if (comparing == null) {
            throw new IllegalStateException(
                    "ctd:actual was called outside of a comparison; let routes/40-distribute call"
                            + " the route of product " + endpoint.getProduct() + ".");
        }
        Iterator<JsonNode> records = records(exchange.getMessage().getBody());
        try {
            take(comparing, records);
        } finally {
            if (records instanceof AutoCloseable open) {
                open.close();
            }
        }
    }

    /** A list, and nothing that could be taken for an empty one. */
    @SuppressWarnings("unchecked")
    private static Iterator<JsonNode> records(Object body) {
        if (body instanceof ArrayNode list) {
            return list.elements();
        }
        if (body instanceof Iterator<?> records) {
            return (Iterator<JsonNode>) records;
        }
        throw new UnreadableException(
                "What was read is no list. Let the route end with the records of the product's list,"
                        + " as records.json gives them.");
    }

    private void take(Comparing comparing, Iterator<JsonNode> records) {
        List<Actual> part = new ArrayList<>();
        long entries = 0;
        while (records.hasNext()) {
            entry(mappings.of(endpoint.getProduct()).apply("actual", records.next()))
                    .ifPresent(part::add);
            entries++;
            if (part.size() == PART) {
                send("direct:actual", new Part(comparing, List.copyOf(part)));
                part.clear();
            }
        }
        send("direct:actual", new Part(comparing, List.copyOf(part)));
        send("direct:actual-end", new End(comparing, entries));
    }

    /** The entry in canonical form; empty for what is no object, since no hub can have put that there. */
    private static Optional<Actual> entry(JsonNode said) {
        if (!said.path("key").isTextual() || !said.path("ours").isBoolean()) {
            throw new UnreadableException(
                    "An entry has no key, or doesn't say whether it is ours. Let `actual` in map.jq"
                            + " give key, type and ours for each.");
        }
        try {
            ObjectType type = ObjectType.of(said.path("type").asText());
            return Optional.of(new Actual(
                    SuspiciousObject.of(type, said.get("key").asText()),
                    text(said, "remote_id"),
                    action(said.path("action").asText()),
                    said.get("ours").asBoolean()));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    /** Null where the product tells none, or one that the hub doesn't have. */
    private static ScanAction action(String word) {
        return Stream.of(ScanAction.values())
                .filter(action -> action.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static String text(JsonNode said, String field) {
        return said.hasNonNull(field) ? RawText.bounded(said.get(field).asText()) : null;
    }

    private void send(String uri, Object body) {
        distribute.sendBody(uri + "?block=false", body);
    }
}
