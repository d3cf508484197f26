// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultProducer;
import org.ctdhub.format.EventLine;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.DetectRun;
import org.ctdhub.registry.Detections.Brought;
import org.ctdhub.registry.Detections.Taken;
import org.ctdhub.registry.Unreadable;

/**
 * Takes a product's events, one or a list of them, as records or as lines of CEF, LEEF or TMEF, and hands what its
 * {@code detection} makes of them to {@code routes/60-detect} in batches; or those among the events that it sent. In a reading of the product's log it tells whether there may be more, and where.
 */
class DetectionsProducer extends DefaultProducer {

    private static final int BATCH = 1_000;

    private final CtdEndpoint endpoint;
    private final Mappings mappings;
    private ProducerTemplate store;

    DetectionsProducer(CtdEndpoint endpoint, Mappings mappings) {
        super(endpoint);
        this.endpoint = endpoint;
        this.mappings = mappings;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        store = endpoint.getCamelContext().createProducerTemplate();
    }

    @Override
    protected void doStop() throws Exception {
        store.stop();
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        DetectRun run = exchange.getProperty(Property.DETECT_RUN, DetectRun.class);
        Object body = exchange.getMessage().getBody();
        List<?> events = body instanceof List<?> several ? several : body == null ? List.of() : List.of(body);
        int fresh = 0;
        long position = 0;
        for (int from = 0; from < events.size(); from += BATCH) {
            Taken taken = store.requestBody(
                    "direct:detect?block=false",
                    brought(run, events.subList(from, Math.min(from + BATCH, events.size()))),
                    Taken.class);
            fresh += taken.fresh();
            position = Math.max(position, taken.position());
        }
        if (run != null) {
            goOn(exchange, fresh, position);
        }
    }

    private Brought brought(DetectRun run, List<?> events) {
        List<JsonNode> records = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Object event : events) {
            if (event instanceof RawRecord sent) {
                sort(sent, records, unreadable);
            } else {
                read((JsonNode) event, records, unreadable);
            }
        }
        return new Brought(endpoint.getProduct(), run, records, unreadable);
    }

    /** An event that the product sent by itself went through its mapping already. */
    private static void sort(RawRecord sent, List<JsonNode> records, List<Unreadable> unreadable) {
        if (sent.isDetection()) {
            records.add(sent.read().get("met"));
        } else if (sent.problem() != null) {
            unreadable.add(new Unreadable("unreadable", sent.problem(), sent.text()));
        }
    }

    private void read(JsonNode event, List<JsonNode> records, List<Unreadable> unreadable) {
        try {
            JsonNode detection = mappings.detection(
                    endpoint.getProduct(), event.isTextual() ? EventLine.read(event.asText()) : event);
            if (detection != null) {
                records.add(detection);
            }
        } catch (UnreadableException e) {
            unreadable.add(new Unreadable("unreadable", e.getMessage(), RawText.bounded(event.toString())));
        }
    }

    /** Whatever a page means to the product: as long as something new comes, there may be more. */
    private static void goOn(Exchange exchange, int fresh, long position) {
        long before = Long.parseLong(exchange.getProperty(Property.POSITION, String.class));
        boolean moved = position > before;
        exchange.setProperty(Property.POSITION, String.valueOf(Math.max(before, position)));
        exchange.setProperty(Property.PAGE, moved ? 0 : exchange.getProperty(Property.PAGE, Integer.class) + 1);
        exchange.setProperty(Property.MORE, moved || fresh > 0);
    }
}
