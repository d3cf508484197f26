// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.xml.stream.XMLStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.XmlRecords;
import org.ctdhub.format.XmlRecordsWriter;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.DistributionSwitch;
import org.ctdhub.registry.Edges.Digest;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.HubCopy;
import org.ctdhub.registry.HubCopy.Exempt;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.LinkRecord;
import org.ctdhub.registry.Links;
import org.ctdhub.registry.Links.Claim;
import org.ctdhub.registry.Links.Errand;
import org.ctdhub.registry.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** An edge's side of the link to its hub: what each call says, and what is done with its answer (assumed throughout). */
@Component("federator")
public class Federator {

    /** The errand that is done; a Claim. */
    static final String CLAIM = "claim";

    private static final String ERRAND = "errand";
    private static final String SERVICE = "service";
    private static final String MORE = "more";
    private static final String UNTIL = "until";
    private static final String BUCKETS = "buckets";
    private static final String TRIED = "tried";
    private static final String BROUGHT = "brought";
    private static final String ASKED_AT = "askedAt";

    private static final String LIST = "Return/REPORTS/REPORT";
    private static final String PREFIX = "X-DTAS-";

    /** Short enough that a stop of the process doesn't wait long for it. */
    private static final int WAIT_SECONDS = 15;

    /** A hub that has nothing to say sooner than this doesn't know how to wait. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final int MOST_BROUGHT = 1_000;
    private static final long MOST = 1_000_000;
    private static final int LONGEST = 64 * 1024;
    private static final double JITTER = 0.2;
    private static final Duration COMPARED_EVERY = Duration.ofDays(1);
    private static final Duration FIRST_TRY = Duration.ofSeconds(1);
    private static final Duration LAST_TRY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Federator.class);

    private final Links links;
    private final HubCopy copy;
    private final Federation federation;
    private final DistributionSwitch distribution;
    private final Clock clock;

    public Federator(Links links, HubCopy copy, Federation federation, DistributionSwitch distribution, Clock clock) {
        this.links = links;
        this.copy = copy;
        this.federation = federation;
        this.distribution = distribution;
        this.clock = clock;
    }

    /** Takes a claim as body. */
    public void begin(Exchange exchange) {
        Claim claim = exchange.getMessage().getBody(Claim.class);
        exchange.setProperty(CLAIM, claim);
        exchange.setProperty(ERRAND, claim.word());
        exchange.setProperty(TRIED, new HashSet<String>());
        exchange.setProperty(UNTIL, clock.instant());
    }

    /** Whether another call is to be made: there is more to do, and the claim is still its holder's. */
    public boolean goesOn(Exchange exchange) {
        Boolean more = exchange.getProperty(MORE, Boolean.class);
        if (more == null) {
            return true;
        }
        Optional<Claim> renewed = more && !exchange.getContext().isStopping()
                ? links.renew(exchange.getProperty(CLAIM, Claim.class))
                : Optional.empty();
        renewed.ifPresent(claim -> exchange.setProperty(CLAIM, claim));
        return renewed.isPresent();
    }

    /** Lets go of the errand. */
    public void end(Exchange exchange) {
        Optional.ofNullable(exchange.getProperty(UNTIL, Instant.class))
                .ifPresent(until -> links.rest(exchange.getProperty(CLAIM, Claim.class), until));
    }

    /** A call failed: the errand rests a while, and what it had begun is begun anew from what was stored. */
    public void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Claim claim = exchange.getProperty(CLAIM, Claim.class);
        exchange.setProperty(MORE, false);
        exchange.removeProperty(UNTIL);
        Pause pause = pause(claim, failure);
        LOG.warn("The hub could not be worked with ({}): {}", claim.word(), pause.error());
        if (says(failure, "not registered")) {
            federation.forgotten();
        }
        if (claim.errand() == Errand.LEAVE && HttpAnswer.of(failure, clock).kind() != HttpAnswer.Kind.DOWN) {
            copy.farewell(claim);
        }
        links.pause(claim, pause);
    }

    private Pause pause(Claim claim, Exception failure) {
        Pause usual = Courier.pause(failure, false, clock);
        if (usual.wish().isPresent() && !says(failure, "not registered") && !says(failure, "let in")) {
            return usual;
        }
        Duration wait = FIRST_TRY.multipliedBy(1L << Math.min(claim.failures(), 4));
        return new Pause(
                false,
                Optional.of(clock.instant().plus(wait.compareTo(LAST_TRY) > 0 ? LAST_TRY : wait)),
                usual.error());
    }

    private static boolean says(Exception failure, String words) {
        return ProductError.answered(failure)
                .filter(http -> http.getStatusCode() == 403
                        && String.valueOf(http.getResponseBody()).contains(words))
                .isPresent();
    }

    /** The call that registers this edge. */
    public void askToRegister(Exchange exchange) {
        call(exchange, "register");
        header(exchange, "Role", "edge");
        header(exchange, "ProductName", "edge");
        Optional.ofNullable(distribution.get().serviceUrl()).ifPresent(url -> header(exchange, "ClientHostname", url));
    }

    /** The hub took this edge, and said who it is. */
    public void registered(Exchange exchange) {
        String hub = exchange.getMessage().getHeader(PREFIX + "ManagerID", String.class);
        UUID origin;
        try {
            origin = UUID.fromString(String.valueOf(hub));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "What answered is no hub: it gave no id of its own. Check the hub's service URL.", e);
        }
        String url = federation.hub().map(Federation.Hub::url).orElse("");
        copy.registered(claim(exchange), origin, url);
        exchange.setProperty(MORE, false);
    }

    /** The call that asks for what is new. */
    public void askForNews(Exchange exchange) {
        call(exchange, "get_black_lists");
        wait(exchange);
    }

    /** Takes in what was new, and moves the cursor with it. */
    public void takeNews(Exchange exchange) throws UnreadableException {
        List<LinkRecord> records = new ArrayList<>();
        long upTo = 0;
        boolean reset;
        try (XmlRecords answer = answer(exchange)) {
            upTo = each(answer, elements -> read(elements).ifPresent(records::add));
            reset = answer.attribute("reset").filter("1"::equals).isPresent();
        }
        copy.read(claim(exchange), records, upTo, upTo == 0, reset);
        listenOn(exchange, upTo == 0 && !reset);
    }

    /** The call that asks for what changed of the exceptions. */
    public void askForExceptions(Exchange exchange) {
        call(exchange, "get_exception_list");
        wait(exchange);
    }

    /** Takes in what changed of them, and moves the cursor with it. */
    public void takeExceptions(Exchange exchange) throws UnreadableException {
        List<Exempt> changes = new ArrayList<>();
        long upTo = exceptions(exchange, changes);
        copy.exceptions(claim(exchange), changes, upTo);
        listenOn(exchange, upTo == 0);
    }

    private static long exceptions(Exchange exchange, List<Exempt> changes) throws UnreadableException {
        try (XmlRecords answer = answer(exchange)) {
            return each(answer, elements -> exempt(elements).ifPresent(changes::add));
        }
    }

    /** A hub that holds its answers back is asked again at once; one that doesn't, now and then. */
    private void listenOn(Exchange exchange, boolean nothing) {
        long asked = exchange.getProperty(ASKED_AT, Long.class);
        boolean knowsToWait = System.nanoTime() - asked >= AT_ONCE.toNanos();
        exchange.setProperty(MORE, !nothing || knowsToWait);
        if (nothing && !knowsToWait) {
            double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
            long millis = (long) (federation.poll().toMillis() * factor);
            exchange.setProperty(UNTIL, clock.instant().plusMillis(millis));
        }
    }

    /** The call that brings what was found here; the first one after a start brings nothing, and asks what is there. */
    public void bring(Exchange exchange) throws XMLStreamException {
        Claim claim = claim(exchange);
        List<LinkRecord> records = claim.greeted() ? copy.upload(claim, MOST_BROUGHT) : List.of();
        call(exchange, "upload_black_lists");
        exchange.setProperty(BROUGHT, records);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_METHOD, "PUT");
        message.setHeader(Exchange.CONTENT_TYPE, "text/xml;charset=UTF-8");
        message.setBody(xml(records));
    }

    private static String xml(List<LinkRecord> records) throws XMLStreamException {
        Iterator<ObjectNode> nodes = records.stream()
                .map(record -> {
                    ObjectNode node = JsonNodeFactory.instance.objectNode();
                    record.elements().forEach(node::put);
                    return node;
                })
                .iterator();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XmlRecordsWriter("Return", "REPORTS", "REPORT")
                .write(nodes, out, (record, why) -> LOG.error("A finding can't be told to the hub: {}", why));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The hub took it. */
    public void confirmed(Exchange exchange) throws UnreadableException {
        List<?> brought = exchange.getProperty(BROUGHT, List.class);
        long upTo = brought.isEmpty() ? 0 : ((LinkRecord) brought.get(brought.size() - 1)).number();
        JsonNode lastId = XmlRecords.document(body(exchange)).path("Return").path("LastID");
        if (!lastId.asText().matches("[0-9]{1,18}")) {
            throw new UnreadableException("The hub's answer has no LastID.");
        }
        copy.uploaded(claim(exchange), upTo, Long.parseLong(lastId.asText()));
        exchange.setProperty(MORE, brought.size() == MOST_BROUGHT);
    }

    /** The call that asks for the hub's digests. */
    public void askForDigests(Exchange exchange) {
        call(exchange, "get_digests");
    }

    /** Finds where both sides differ. */
    public void differing(Exchange exchange) throws UnreadableException {
        List<Digest> there = new ArrayList<>();
        try (XmlRecords answer = answer(exchange)) {
            each(
                    answer,
                    e -> there.add(new Digest(
                            e.getOrDefault("Bucket", ""),
                            Long.parseLong(e.getOrDefault("Records", "0")),
                            e.getOrDefault("Digest", ""))));
        }
        Set<String> tried = tried(exchange);
        List<String> buckets = copy.differing(there, tried);
        exchange.setProperty(BUCKETS, buckets.isEmpty() ? null : buckets);
        exchange.setProperty(MORE, !buckets.isEmpty());
        if (buckets.isEmpty()) {
            copy.agreed(claim(exchange));
            exchange.setProperty(UNTIL, clock.instant().plus(COMPARED_EVERY));
        } else {
            LOG.info(
                    "The hub holds something else in {} of its parts; they are sent again: {}",
                    buckets.size(),
                    buckets);
            tried.addAll(buckets);
        }
    }

    /** The call that has them sent again. */
    public void askForBuckets(Exchange exchange) {
        List<String> buckets = buckets(exchange);
        call(exchange, HubCopy.kind(buckets.get(0)).equals("exception") ? "get_exception_list" : "get_black_lists");
        header(exchange, "Buckets", String.join(",", buckets));
    }

    /** Does as the hub says. */
    public void repair(Exchange exchange) throws UnreadableException {
        List<String> buckets = buckets(exchange);
        if (HubCopy.kind(buckets.get(0)).equals("exception")) {
            List<Exempt> all = new ArrayList<>();
            exceptions(exchange, all);
            copy.repairExceptions(claim(exchange), buckets, all);
            return;
        }
        List<LinkRecord> all = new ArrayList<>();
        try (XmlRecords answer = answer(exchange)) {
            each(answer, elements -> read(elements).ifPresent(all::add));
        }
        copy.repair(claim(exchange), buckets, all);
    }

    /** The call that ends the registration. */
    public void sayFarewell(Exchange exchange) {
        call(exchange, "unregister");
    }

    /** The hub knows. */
    public void left(Exchange exchange) {
        copy.farewell(claim(exchange));
        exchange.setProperty(MORE, false);
    }

    private static void call(Exchange exchange, String service) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        exchange.setProperty(SERVICE, service);
    }

    private void wait(Exchange exchange) {
        header(exchange, "LastQueryID", String.valueOf(claim(exchange).position()));
        header(exchange, "Wait", String.valueOf(WAIT_SECONDS));
        exchange.setProperty(ASKED_AT, System.nanoTime());
    }

    private static void header(Exchange exchange, String name, String value) {
        exchange.getMessage().setHeader(PREFIX + name, value);
    }

    private static Claim claim(Exchange exchange) {
        return exchange.getProperty(CLAIM, Claim.class);
    }

    @SuppressWarnings("unchecked")
    private static Set<String> tried(Exchange exchange) {
        return exchange.getProperty(TRIED, Set.class);
    }

    @SuppressWarnings("unchecked")
    private static List<String> buckets(Exchange exchange) {
        return exchange.getProperty(BUCKETS, List.class);
    }

    private static XmlRecords answer(Exchange exchange) throws UnreadableException {
        return XmlRecords.open(body(exchange), LIST, MOST, LONGEST);
    }

    private static InputStream body(Exchange exchange) {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        return body == null ? InputStream.nullInputStream() : body;
    }

    private interface Reading {
        void of(Map<String, String> elements);
    }

    /** Answers the highest number among the records; 0 if there is none. */
    private static long each(XmlRecords answer, Reading reading) throws UnreadableException {
        long upTo = 0;
        while (answer.hasNext()) {
            Map<String, String> elements = new HashMap<>();
            answer.next()
                    .properties()
                    .forEach(field ->
                            elements.put(field.getKey(), field.getValue().asText()));
            String id = elements.getOrDefault("ID", "");
            upTo = Math.max(upTo, id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0);
            reading.of(elements);
        }
        return upTo;
    }

    private static Optional<LinkRecord> read(Map<String, String> elements) {
        try {
            return Optional.of(LinkRecord.read(elements));
        } catch (RefusedException | ImpossibleException | IllegalArgumentException e) {
            LOG.warn("A record of the hub is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Exempt> exempt(Map<String, String> elements) {
        String type = elements.getOrDefault("Type", "");
        Optional<Exempt> read = type.matches("[0-4]")
                        && elements.getOrDefault("ID", "").matches("[0-9]{1,18}")
                ? HubCopy.pattern(LinkRecord.TYPES.get(Integer.parseInt(type)), elements.getOrDefault("Data", ""))
                        .map(pattern -> new Exempt(
                                Long.parseLong(elements.get("ID")), pattern, "1".equals(elements.get("Action"))))
                : Optional.empty();
        if (read.isEmpty()) {
            LOG.warn("An exception of the hub is passed over: it can't be read.");
        }
        return read;
    }
}
