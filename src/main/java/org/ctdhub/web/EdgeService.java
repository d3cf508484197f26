// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.XmlRecords;
import org.ctdhub.format.XmlRecordsWriter;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.Digests;
import org.ctdhub.registry.EdgeExchange;
import org.ctdhub.registry.Edges;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.LinkRecord;
import org.ctdhub.registry.Subscriber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/** What a hub does for its edges beyond what it does for products (assumed throughout). */
@Component
class EdgeService {

    private static final MediaType XML = MediaType.parseMediaType("text/xml;charset=UTF-8");
    private static final int MOST_UPLOADED = 10_000;
    private static final int LONGEST_RECORD = 64 * 1024;
    private static final int MOST_BUCKETS = 200;
    private static final Pattern BUCKET =
            Pattern.compile("(va|own|user|decision|exception)/(ip|url|domain|file_sha1|file_sha256)/[0-9a-f]{2}");
    private static final Logger LOG = LoggerFactory.getLogger(EdgeService.class);

    private final Edges edges;
    private final EdgeExchange exchange;
    private final Digests digests;
    private final Federation federation;
    private final HubIdentity identity;
    private final DistributionSettings settings;
    private final LongPoll polls;

    EdgeService(
            Edges edges,
            EdgeExchange exchange,
            Digests digests,
            Federation federation,
            HubIdentity identity,
            DistributionSettings settings,
            LongPoll polls) {
        this.edges = edges;
        this.exchange = exchange;
        this.digests = digests;
        this.federation = federation;
        this.identity = identity;
        this.settings = settings;
        this.polls = polls;
    }

    /** Whether a caller says that it is an edge. */
    static boolean isEdge(DtasRequest request) {
        return request.header("Role").filter("edge"::equals).isPresent();
    }

    /** Refuses whom somebody put out. */
    void refuseRevoked(UUID client) {
        if (edges.isRevoked(client)) {
            throw new DtasRefusal(
                    403, "revoked", "An operator of this hub revoked this edge; ask for it to be let in again.");
        }
    }

    /** Registers an edge; answers this hub's own id. */
    UUID register(DtasRequest request, UUID client, DistributionKey key) {
        if (!federation.isHub()) {
            throw new DtasRefusal(403, "no hub", "This manager is not a hub: give it the role hub first.");
        }
        if (key.product().isPresent()) {
            throw new DtasRefusal(403, "wrong key", "This key belongs to a product; use one that is for edges.");
        }
        if (client.equals(identity.origin())) {
            throw new DtasRefusal(
                    403, "own id", "This edge has this hub's own id; a copy of a registry can't be its edge.");
        }
        edges.register(client, request.header("ClientHostname").orElse(""), key.edge());
        return identity.origin();
    }

    /** Whether this subscriber is served here. */
    boolean serves(Subscriber subscriber) {
        if (subscriber.edge() && !federation.isHub()) {
            throw new DtasRefusal(403, "no hub", "This manager is not a hub any more.");
        }
        return subscriber.edge();
    }

    /** What is new for an edge, as soon as something is. */
    DeferredResult<ResponseEntity<byte[]>> objects(DtasRequest request, Supplier<Subscriber> edge) {
        long after = request.lastQueryId();
        return polls.hold(
                "objects/" + request.client(),
                wait(request),
                () -> news(edge.get(), after),
                () -> records(List.of(), false));
    }

    /** What is new for an edge now, or what stands in the buckets that it names. */
    ResponseEntity<byte[]> objectsNow(DtasRequest request, Subscriber edge) {
        return buckets(request)
                .map(buckets -> records(exchange.read(edge, buckets), false))
                .orElseGet(() -> news(edge, request.lastQueryId()).orElseGet(() -> records(List.of(), false)));
    }

    private Optional<ResponseEntity<byte[]>> news(Subscriber edge, long after) {
        if (!edge.told()) {
            return Optional.empty();
        }
        EdgeExchange.Feed feed = exchange.read(edge, after, settings.page());
        return feed.records().isEmpty() && !feed.reset()
                ? Optional.empty()
                : Optional.of(records(feed.records(), feed.reset()));
    }

    /** What changed of the exceptions, as soon as something did. */
    DeferredResult<ResponseEntity<byte[]>> exceptions(DtasRequest request, Supplier<Subscriber> edge) {
        long after = request.lastQueryId();
        return polls.hold(
                "exceptions/" + request.client(),
                wait(request),
                () -> Optional.of(changes(edge.get(), after))
                        .filter(changes -> !changes.isEmpty())
                        .map(EdgeService::rules),
                () -> rules(List.of()));
    }

    /** What changed of the exceptions by now, or those in the buckets that an edge names. */
    ResponseEntity<byte[]> exceptionsNow(DtasRequest request, Subscriber edge) {
        return rules(buckets(request).map(exchange::exceptions).orElseGet(() -> changes(edge, request.lastQueryId())));
    }

    private List<Exceptions.Change> changes(Subscriber edge, long after) {
        return edge.told() ? exchange.exceptions(edge, after, settings.page()) : List.of();
    }

    /** What both sides compare. */
    ResponseEntity<byte[]> digests(Subscriber edge) {
        return xml(
                digests.withEdge(edge.client()).stream()
                        .map(digest -> JsonNodeFactory.instance
                                .objectNode()
                                .put("Bucket", digest.bucket())
                                .put("Records", String.valueOf(digest.records()))
                                .put("Digest", digest.digest()))
                        .toList(),
                false);
    }

    /** Takes what an edge found; what it may not say is skipped and counted, the rest is stored. */
    ResponseEntity<byte[]> upload(DtasRequest request, Subscriber edge) {
        if (!edge.admitted()) {
            throw new DtasRefusal(403, "waiting for an operator", "This edge waits to be let in at the hub.");
        }
        List<LinkRecord> taken = new ArrayList<>();
        int skipped = 0;
        long upTo = 0;
        try (XmlRecords records = XmlRecords.open(
                new ByteArrayInputStream(request.body()), "Return/REPORTS/REPORT", MOST_UPLOADED, LONGEST_RECORD)) {
            while (records.hasNext()) {
                Map<String, String> elements = elements(records.next());
                upTo = Math.max(upTo, id(elements));
                Optional<LinkRecord> record = read(elements, edge);
                record.ifPresent(taken::add);
                skipped += record.isEmpty() ? 1 : 0;
            }
        } catch (UnreadableException e) {
            throw new DtasRefusal(400, "bad request", "The body can't be read: " + e.getMessage());
        }
        return lastId(exchange.take(edge, taken, upTo, skipped));
    }

    private static Optional<LinkRecord> read(Map<String, String> elements, Subscriber edge) {
        try {
            LinkRecord record = LinkRecord.read(elements);
            if (!record.list().equals("va") || !record.origin().equals(edge.client())) {
                throw new ImpossibleException("An edge brings what it found itself, and nothing else.");
            }
            return Optional.of(record);
        } catch (RefusedException | ImpossibleException | IllegalArgumentException e) {
            LOG.warn("A record of edge {} is skipped: {}", edge.client(), e.getMessage());
            return Optional.empty();
        }
    }

    private static long id(Map<String, String> elements) {
        String id = elements.getOrDefault("ID", "");
        return id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0;
    }

    static Map<String, String> elements(JsonNode record) {
        Map<String, String> elements = new HashMap<>();
        record.properties()
                .forEach(field -> elements.put(field.getKey(), field.getValue().asText()));
        return elements;
    }

    private Duration wait(DtasRequest request) {
        String text = request.header("Wait").orElse("0");
        if (!text.matches("[0-9]{1,4}")) {
            throw new DtasRefusal(400, "X-DTAS-Wait is no number of seconds.");
        }
        Duration wish = Duration.ofSeconds(Long.parseLong(text));
        Duration longest = settings.longestWait();
        return wish.compareTo(longest) < 0 ? wish : longest;
    }

    private static Optional<List<String>> buckets(DtasRequest request) {
        return request.header("Buckets").map(text -> {
            List<String> buckets = List.of(text.split(",", MOST_BUCKETS + 1));
            if (buckets.size() > MOST_BUCKETS
                    || !buckets.stream().allMatch(name -> BUCKET.matcher(name).matches())) {
                throw new DtasRefusal(
                        400, "X-DTAS-Buckets names at most " + MOST_BUCKETS + " buckets such as va/url/0f.");
            }
            return buckets;
        });
    }

    private static ResponseEntity<byte[]> records(List<LinkRecord> records, boolean reset) {
        return xml(records.stream().map(record -> node(record.elements())).toList(), reset);
    }

    private static ResponseEntity<byte[]> rules(List<Exceptions.Change> changes) {
        return xml(changes.stream().map(DtasRecord::of).toList(), false);
    }

    private static ObjectNode node(Map<String, String> elements) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        elements.forEach(node::put);
        return node;
    }

    private static ResponseEntity<byte[]> xml(List<ObjectNode> records, boolean reset) {
        XmlRecordsWriter writer = new XmlRecordsWriter("Return", "REPORTS", "REPORT");
        if (reset) {
            writer.attribute("reset", "1");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(
                    records.iterator(), out, (record, why) -> LOG.error("A record can't be told to an edge: {}", why));
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Nothing can go wrong in memory.", e);
        }
        return ResponseEntity.ok().contentType(XML).body(out.toByteArray());
    }

    private static ResponseEntity<byte[]> lastId(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartElement("Return");
            xml.writeStartElement("LastID");
            xml.writeCharacters(String.valueOf(number));
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Nothing can go wrong in memory.", e);
        }
        return ResponseEntity.ok().contentType(XML).body(out.toByteArray());
    }
}
