// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultProducer;
import org.ctdhub.flow.CtdEndpoint.Mode;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.CollectRun;

/**
 * Takes a producer's records, read lazily while they come in, and hands them to {@code routes/20-register} in batches:
 * each is committed with the producer's position before the next is read.
 */
class ObjectsProducer extends DefaultProducer {

    private static final int BATCH = 2_000;

    private final CtdEndpoint endpoint;
    private final Mappings mappings;
    private ProducerTemplate register;

    ObjectsProducer(CtdEndpoint endpoint, Mappings mappings) {
        super(endpoint);
        this.endpoint = endpoint;
        this.mappings = mappings;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        register = endpoint.getCamelContext().createProducerTemplate();
    }

    @Override
    protected void doStop() throws Exception {
        register.stop();
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        if (endpoint.getMode() == Mode.event) {
            register(
                    CollectRun.sent(endpoint.getProduct()),
                    RawRecord.of(exchange, RawRecord::isObject),
                    new Position(null));
        } else {
            read(exchange);
        }
    }

    @SuppressWarnings("unchecked")
    private void read(Exchange exchange) throws Exception {
        CollectRun run = exchange.getProperty(Property.RUN, CollectRun.class);
        if (run == null) {
            throw new IllegalStateException("ctd:objects was called outside of a reading; let routes/10-collect call"
                    + " the route of product " + endpoint.getProduct() + ".");
        }
        String before = exchange.getProperty(Property.POSITION, String.class);
        Iterator<JsonNode> records = exchange.getMessage().getBody(Iterator.class);
        String after = before;
        try {
            after = take(run, records, before);
        } finally {
            if (records instanceof AutoCloseable open) {
                open.close();
            }
        }
        if (isSnapshot()) {
            send("direct:snapshot-end?block=false", run);
        }
        exchange.setProperty(Property.POSITION, after);
        exchange.setProperty(Property.MORE, after != null && !after.equals(before));
        if (after != null && after.equals(before) && readsAgain(run)) {
            goOn(exchange, run, after);
        }
    }

    /** What an earlier run had read already was read again to its end: now for what came behind it. */
    private static void goOn(Exchange exchange, CollectRun run, String end) {
        exchange.setProperty(Property.WHOLE, end);
        exchange.setProperty(Property.RUN, run.onward());
        exchange.setProperty(Property.POSITION, run.reached());
        exchange.setProperty(Property.MORE, true);
    }

    /** What was read before the records broke off is handed over all the same. */
    private String take(CollectRun run, Iterator<JsonNode> records, String before) {
        Position position = new Position(before);
        List<RawRecord> batch = new ArrayList<>();
        try {
            while (records.hasNext()) {
                RawRecord record = mappings.read(endpoint.getProduct(), records.next());
                position.pass(record.position());
                if (!record.isUnknown()) {
                    batch.add(record);
                }
                if (batch.size() == BATCH) {
                    register(run, batch, position);
                    batch.clear();
                }
            }
        } catch (UnreadableException brokenOff) {
            register(run, batch, position);
            throw brokenOff;
        }
        register(run, batch, position);
        return position.text();
    }

    private void register(CollectRun run, List<RawRecord> batch, Position position) {
        boolean stays = readsAgain(run); // the cursor, where the earlier run had come to
        if (!batch.isEmpty() || (position.moved() && !stays)) {
            send(
                    "direct:register?block=false",
                    new RawBatch(isSnapshot() ? run.whole() : run, List.copyOf(batch), stays ? null : position.text()));
        }
    }

    private boolean isSnapshot() {
        return endpoint.getMode() == Mode.snapshot;
    }

    /** Each snapshot is the whole list, so none goes on where an earlier one had come to. */
    private boolean readsAgain(CollectRun run) {
        return run.isAgain() && !isSnapshot();
    }

    private void send(String uri, Object body) {
        register.sendBody(uri, body);
    }
}
