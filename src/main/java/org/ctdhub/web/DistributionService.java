// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.format.XmlRecordsWriter;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.registry.Change;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.Subscriber;
import org.ctdhub.registry.Subscribers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * The hub as a source of objects: the service set that products know from a sandbox appliance, read from the change log.
 * Headers, signature and tolerances are client behaviour; what the hub adds to it is assumed.
 */
@RestController
class DistributionService {

    static final String PATH = ProductPaths.SUBSCRIPTION + "sample_upload/";

    private static final int LARGEST_BODY = 16 * 1024 * 1024;
    private static final String OBJECTS = "get_black_lists";
    private static final String EXCEPTIONS = "get_exception_list";
    private static final Set<String> LISTS = Set.of(OBJECTS, EXCEPTIONS);
    private static final String WRONG_ADDRESS = "wrong address";
    private static final MediaType XML = MediaType.parseMediaType("text/xml;charset=UTF-8");
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");
    private static final byte[] NOTHING = {};
    private static final Logger LOG = LoggerFactory.getLogger(DistributionService.class);

    private final DtasGate gate;
    private final Subscribers subscribers;
    private final Exceptions exceptions;
    private final DistributionSettings settings;
    private final Admission admission;
    private final IncomingCalls calls;
    private final EdgeService edges;
    private final MeterRegistry meters;
    private final XmlRecordsWriter writer = new XmlRecordsWriter("Return", "REPORTS", "REPORT");

    DistributionService(
            DtasGate gate,
            Subscribers subscribers,
            Exceptions exceptions,
            DistributionSettings settings,
            Admission admission,
            IncomingCalls calls,
            EdgeService edges,
            MeterRegistry meters) {
        this.meters = meters;
        this.edges = edges;
        this.admission = admission;
        this.calls = calls;
        this.gate = gate;
        this.subscribers = subscribers;
        this.exceptions = exceptions;
        this.settings = settings;
    }

    @RequestMapping(PATH + "{service}")
    ResponseEntity<byte[]> call(@PathVariable String service, HttpServletRequest http) throws IOException {
        return noted(service, http, request -> serve(service, request, http));
    }

    /** An edge lets the hub hold its answer back; anybody else is answered at once. */
    @RequestMapping(path = PATH + "{service}", headers = "X-DTAS-Wait")
    DeferredResult<ResponseEntity<byte[]>> hold(@PathVariable String service, HttpServletRequest http)
            throws IOException {
        return noted(service, http, request -> {
            boolean holds = LISTS.contains(service)
                    && subscribers
                            .find(request.client())
                            .filter(Subscriber::edge)
                            .isPresent();
            if (!holds) {
                return atOnce(serve(service, request, http));
            }
            edges.serves(registered(request));
            // looked up again when there is news: whoever was revoked meanwhile, or whose key was, hears nothing more
            Supplier<Subscriber> edge = () -> {
                gate.check(request);
                return registered(subscribers.find(request.client()));
            };
            return service.equals(OBJECTS) ? edges.objects(request, edge) : edges.exceptions(request, edge);
        });
    }

    private static DeferredResult<ResponseEntity<byte[]>> atOnce(ResponseEntity<byte[]> answer) {
        DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>();
        result.setResult(answer);
        return result;
    }

    private <T> T noted(String service, HttpServletRequest http, Function<DtasRequest, T> served) throws IOException {
        byte[] body = http.getInputStream().readNBytes(LARGEST_BODY + 1);
        DtasRequest request = DtasRequest.of(http, body);
        try {
            if (body.length > LARGEST_BODY) {
                throw new DtasRefusal(413, "The body is larger than 16 MiB; send less at once.");
            }
            return served.apply(request);
        } catch (DtasRefusal refusal) {
            note(service, request, http, refusal.why(), refusal.status() + " " + refusal.getMessage());
            throw refusal;
        }
    }

    /** A product that was given a wrong path: the operator shall see that it called at all. */
    @RequestMapping("/web_service/**")
    void elsewhere(HttpServletRequest http) {
        DtasRefusal refusal = new DtasRefusal(
                404, WRONG_ADDRESS, "Nothing is served here; the services are below " + PATH + " on this host.");
        note(http.getRequestURI(), DtasRequest.of(http, new byte[0]), http, refusal.why(), refusal.getMessage());
        throw refusal;
    }

    private void note(String service, DtasRequest request, HttpServletRequest http, String cause, String outcome) {
        calls.note(new IncomingCalls.Call(
                http.getRemoteAddr(),
                service,
                request.header("ClientUUID").orElse(""),
                request.header("ClientHostname").orElse(""),
                request.header("ProductName").orElse(""),
                outcome,
                cause));
    }

    private ResponseEntity<byte[]> serve(String service, DtasRequest request, HttpServletRequest http) {
        return switch (service) {
            case "test_connection" -> testConnection(request, http);
            case "register" -> register(request, http);
            case "unregister" -> unregister(request);
            case OBJECTS -> objects(request);
            case EXCEPTIONS -> exceptions(request);
            case "get_digests" -> edge(request, edges::digests);
            case "upload_black_lists" -> upload(request, http);
            default -> throw new DtasRefusal(404, WRONG_ADDRESS, "There is no service of this name.");
        };
    }

    private ResponseEntity<byte[]> testConnection(DtasRequest request, HttpServletRequest http) {
        gate.check(request);
        note("test_connection", request, http, "ok", "200");
        return done();
    }

    private ResponseEntity<byte[]> register(DtasRequest request, HttpServletRequest http) {
        DistributionKey key = gate.check(request);
        UUID client = request.client();
        gate.checkFresh(request, client);
        edges.refuseRevoked(client);
        if (EdgeService.isEdge(request)) {
            UUID hub = edges.register(request, client, key);
            noteRegistered(request, client, http);
            return ResponseEntity.ok()
                    .contentType(TEXT)
                    .header("X-DTAS-ManagerID", hub.toString())
                    .body(NOTHING);
        }
        String productName = request.header("ProductName").orElse("");
        Optional<CapabilityRow> row = key.row().or(() -> admission.byRule(productName));
        subscribers.register(client, request.header("ClientHostname").orElse(""), productName, key.product(), row);
        noteRegistered(request, client, http);
        return done();
    }

    private void noteRegistered(DtasRequest request, UUID client, HttpServletRequest http) {
        boolean in = subscribers.find(client).filter(Subscriber::admitted).isPresent();
        note("register", request, http, in ? "ok" : "waiting for an operator", in ? "200" : "200, and an empty list");
    }

    private ResponseEntity<byte[]> upload(DtasRequest request, HttpServletRequest http) {
        return edge(request, subscriber -> {
            if (!String.valueOf(http.getContentType()).startsWith("text/xml")) {
                throw new DtasRefusal(415, "Send the records as text/xml.");
            }
            return edges.upload(request, subscriber);
        });
    }

    private ResponseEntity<byte[]> edge(DtasRequest request, Function<Subscriber, ResponseEntity<byte[]>> served) {
        Subscriber subscriber = registered(request);
        if (!edges.serves(subscriber)) {
            throw new DtasRefusal(403, WRONG_ADDRESS, "This service is for edge hubs.");
        }
        return served.apply(subscriber);
    }

    private ResponseEntity<byte[]> unregister(DtasRequest request) {
        gate.check(request);
        UUID client = request.client();
        gate.checkFresh(request, client);
        subscribers.unregister(client);
        return done();
    }

    private static ResponseEntity<byte[]> done() {
        return ResponseEntity.ok().contentType(TEXT).body(NOTHING);
    }

    /** Nothing new while distribution is off; the numbers stay where they are, so that nothing is missed then. */
    private ResponseEntity<byte[]> objects(DtasRequest request) {
        long after = request.lastQueryId();
        Subscriber subscriber = registered(request);
        if (edges.serves(subscriber)) {
            return edges.objectsNow(request, subscriber);
        }
        List<Change> changes = subscribers.read(subscriber, after, settings.page());
        changes.stream()
                .filter(change -> change.waited() != null)
                .forEach(change -> meters.timer(
                                "ctd.delivery.delay",
                                "product",
                                Optional.ofNullable(subscriber.product()).orElse("unregistered"))
                        .record(change.waited()));
        if (subscriber.product() != null && !changes.isEmpty()) {
            ProductLog.debug(
                    subscriber.product(),
                    changes.get(changes.size() - 1).number(),
                    "Product {} asked for what came after {}, and was given {} changes",
                    subscriber.product(),
                    after,
                    changes.size());
        }
        return xml(changes.stream().map(DtasRecord::of).iterator());
    }

    private ResponseEntity<byte[]> exceptions(DtasRequest request) {
        long after = request.lastQueryId();
        Subscriber subscriber = registered(request);
        if (edges.serves(subscriber)) {
            return edges.exceptionsNow(request, subscriber);
        }
        List<Exceptions.Change> changes = subscriber.told() ? exceptions.changes(after, settings.page()) : List.of();
        return xml(changes.stream().map(DtasRecord::of).iterator());
    }

    private Subscriber registered(DtasRequest request) {
        gate.check(request);
        return registered(gate.checkFresh(request, request.client()));
    }

    private static Subscriber registered(Optional<Subscriber> found) {
        return found.orElseThrow(
                () -> new DtasRefusal(403, "not registered", "The client is not registered; call register first."));
    }

    private ResponseEntity<byte[]> xml(Iterator<ObjectNode> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(records, out, this::unwritable);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Nothing can go wrong in memory.", e);
        }
        return ResponseEntity.ok().contentType(XML).body(out.toByteArray());
    }

    /** XML has no way to carry some characters; such an object stays on the list of everybody who can read it. */
    private void unwritable(ObjectNode record, String why) {
        LOG.warn("Change {} is left out of an answer: {}", record.path("ID").asText(), why);
    }

    @ExceptionHandler(DtasRefusal.class)
    ResponseEntity<String> refused(DtasRefusal refusal, HttpServletRequest http) {
        LOG.warn(
                "A call to the distribution service from {} is refused with {}: {}",
                http.getRemoteAddr(),
                refusal.status(),
                refusal.getMessage());
        return ResponseEntity.status(refusal.status()).contentType(TEXT).body(refusal.getMessage());
    }
}
