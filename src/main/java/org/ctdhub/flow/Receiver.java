// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Senders;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.format.EventLine;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.net.ReceivedLine;
import org.ctdhub.registry.BrakeException;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.Producers;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes the lines that came in together: finds out which registered product sent each, and hands each product's connector
 * what its mapping makes of them, so that they are committed together. Whoever isn't registered is refused and counted.
 */
@Component("receiver")
public class Receiver {

    /** Senders of one batch that are written down; the others are counted only, lest a flood fills the database. */
    private static final int MOST_NOTED = 10;

    /** Each waits as long as the pool does for a connection, half a minute. */
    private static final int MOST_TRIES = 10;

    private final RegisteredProducts products;
    private final Mappings mappings;
    private final Handover handover;
    private final Producers producers;
    private final IncomingCalls calls;
    private final MeterRegistry meters;

    public Receiver(
            RegisteredProducts products,
            Mappings mappings,
            Handover handover,
            Producers producers,
            IncomingCalls calls,
            MeterRegistry meters) {
        this.products = products;
        this.mappings = mappings;
        this.handover = handover;
        this.producers = producers;
        this.calls = calls;
        this.meters = meters;
    }

    /** Takes lines in the order in which they came; done when all that is to be kept of them is committed. */
    public void receive(List<ReceivedLine> lines) throws Exception {
        Senders senders = new Senders(products.all());
        Map<String, List<RawRecord>> told = new LinkedHashMap<>();
        Map<String, IncomingCalls.Call> refused = new LinkedHashMap<>();
        for (ReceivedLine line : lines) {
            if (line.fault() == null && !EventLine.isOne(line.text())) {
                count("no_event");
                continue;
            }
            Told one = read(line);
            Optional<String> product = senders.find(one.names()).map(Product::name);
            product.ifPresentOrElse(
                    name -> told.computeIfAbsent(name, none -> new ArrayList<>())
                            .add(record(name, one)),
                    () -> refuse(line, one, refused));
        }
        if (!told.isEmpty()) {
            producers.heard(told.keySet()); // first: whoever sees the object must not see its sender as silent
        }
        for (Map.Entry<String, List<RawRecord>> each : told.entrySet()) {
            hand(each.getKey(), each.getValue());
        }
        refused.values().stream().limit(MOST_NOTED).forEach(calls::note);
    }

    /** A line with its event, or with what is wrong with it. */
    private record Told(ReceivedLine line, ObjectNode event, String problem) {

        /** By what its sender may be known, the surest first; a line that can't be read tells its address only. */
        List<String> names() {
            return Arrays.asList(key("deviceGUID"), key("deviceExternalId"), key("dvchost"), line.sender());
        }

        String key(String name) {
            return keys().path(name).asText(null);
        }

        private JsonNode keys() {
            return event == null ? MissingNode.getInstance() : event.path("keys");
        }
    }

    private static Told read(ReceivedLine line) {
        if (line.fault() != null) {
            return new Told(line, null, FAULTS.get(line.fault()));
        }
        try {
            return new Told(line, EventLine.read(line.text()), null);
        } catch (UnreadableException e) {
            return new Told(line, null, e.getMessage());
        }
    }

    private static final Map<String, String> FAULTS = Map.of(
            "too_long", "This line has more than 65,536 octets, so none of it is taken. Shorten what the sender sends.",
            "not_utf8", "This line's octets are not UTF-8. Set the sender's character set to UTF-8.",
            "cut_off", "The connection ended within this line. See whether the sender ends its lines.");

    /** What a product's mapping makes of a line, whoever sent it. */
    static RawRecord record(Mappings mappings, String product, ReceivedLine line) {
        return record(mappings, product, read(line));
    }

    private static RawRecord record(Mappings mappings, String product, Told one) {
        return one.event() == null
                ? new RawRecord(
                        null, one.problem(), null, RawText.bounded(one.line().text()))
                : mappings.event(product, one.event());
    }

    private RawRecord record(String product, Told one) {
        RawRecord record = record(mappings, product, one);
        count(record.problem() != null ? "unreadable" : record.isUnknown() ? "unknown_event" : "taken");
        return record;
    }

    private void refuse(ReceivedLine line, Told one, Map<String, IncomingCalls.Call> refused) {
        count(line.fault() == null ? "unknown_sender" : line.fault());
        String client = one.names().stream()
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("");
        refused.putIfAbsent(
                client,
                new IncomingCalls.Call(
                        line.sender(),
                        "syslog",
                        client,
                        Optional.ofNullable(one.key("dvchost")).orElse(""),
                        one.event() == null ? "" : one.event().path("product").asText(),
                        one.event() == null
                                ? String.valueOf(one.problem())
                                : "Not taken: no registered product has this id, host name or address, or two have it.",
                        "unknown sender"));
    }

    /** Nothing is sent twice, so a database that is away is waited for; a connection rests meanwhile, as nobody reads it. */
    private void hand(String product, List<RawRecord> records) throws Exception {
        if (records.stream().allMatch(RawRecord::isUnknown)) {
            return;
        }
        Exchange exchange = handover.hand(Kind.events, product, records, Map.of());
        for (int tries = 1; isAway(exchange) && tries < MOST_TRIES; tries++) {
            ProductLog.warn(
                    product,
                    "The registry can't take yet what product {} sent: {}",
                    product,
                    ProductError.text(exchange.getException()));
            exchange = handover.hand(Kind.events, product, records, Map.of());
        }
        BrakeException held = exchange.getException(BrakeException.class);
        if (held != null) {
            ProductLog.warn(product, "What product {} sent is put aside: {}", product, held.getMessage());
            meters.counter("ctd.syslog.lines", "outcome", "held").increment(records.size());
            exchange = handover.hand(Kind.events, product, aside(records, held.getMessage()), Map.of());
        }
        if (exchange.isFailed()) {
            throw exchange.getException();
        }
    }

    /** Nobody sends it again, so what a brake holds waits in the quarantine for the person who looks at the brake. */
    private static List<RawRecord> aside(List<RawRecord> records, String why) {
        return records.stream()
                .map(record -> record.isObject() ? record.refused(why) : record)
                .toList();
    }

    private static boolean isAway(Exchange exchange) {
        return exchange.getException(TransactionException.class) != null
                || exchange.getException(DataAccessResourceFailureException.class) != null;
    }

    private void count(String outcome) {
        meters.counter("ctd.syslog.lines", "outcome", outcome).increment();
    }
}
