// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.ExceptionKeeping;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.Rate;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Setting;
import org.ctdhub.connector.Verb;
import org.ctdhub.net.Guard;
import org.ctdhub.net.Peers;
import org.ctdhub.net.ReceivedLine;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Comparisons.Actual;
import org.ctdhub.registry.Delivery;
import org.ctdhub.registry.DetectRun;
import org.ctdhub.registry.Detections.Brought;
import org.ctdhub.registry.Detections.Taken;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Outcome;
import org.ctdhub.registry.Pause;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Unreadable;
import org.ctdhub.testing.TestDatabase;

/**
 * One connector's real routes between the real component and a product at some address. What would go into the registry
 * is kept instead.
 */
public final class ConnectorBench implements AutoCloseable {

    /** The value of every secret setting; it must turn up nowhere. */
    public static final String SECRET = "0123ABCD-0000-4000-8000-00000000CAFE";

    private static final String PRODUCT = "bench";
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static HubIdentity identity;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Handover handover = new Handover();
    private final Mappings mappings;
    private final Courier courier;
    private final Normaliser normaliser;
    private final Checker checker;
    private final Product product;
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final List<Actual> held = new ArrayList<>();
    private final List<Brought> brought = new ArrayList<>();
    private boolean snapshotEnded;
    private boolean listEnded;

    /** What a reading brought. */
    public record Collected(
            List<Report> reports,
            List<Unreadable> unreadable,
            Optional<String> position,
            boolean snapshotEnded,
            Optional<Exception> error) {}

    /** What a reading of a log brought, repeats among it; and the time up to which it was taken. */
    public record Detected(
            List<JsonNode> records, List<Unreadable> unreadable, long position, Optional<Exception> error) {}

    /** What became of exceptions: the refused ones, each as its id and the reason. */
    public record Told(List<String> refused, Optional<Exception> error) {}

    /** What a product was read to hold; {@code entries} is empty if its list didn't come to an end. */
    public record Held(Optional<List<Actual>> entries, Optional<Exception> error) {}

    /** What became of a delivery. */
    public record Delivered(List<Outcome> outcomes, Optional<Pause> pause) {}

    /** What came of lines that the product sent by syslog; {@code unknown} counts the events that say nothing to the hub. */
    public record Heard(
            List<Report> reports,
            Map<String, String> pairs,
            List<JsonNode> detections,
            List<Unreadable> unreadable,
            int unknown) {}

    /** Puts a connector to work against a product at this address. */
    public ConnectorBench(Connector connector, URI url, Clock clock) throws Exception {
        this(connector, url, clock, Map.of());
    }

    /** The same; {@code more} go over the settings that it fills in by itself. */
    public ConnectorBench(Connector connector, URI url, Clock clock, Map<String, String> more) throws Exception {
        this(connector, url, clock, more, DEADLINE);
    }

    /** The same; no call may take longer than {@code deadline}. */
    public ConnectorBench(Connector connector, URI url, Clock clock, Map<String, String> more, Duration deadline)
            throws Exception {
        Map<String, String> settings = settings(connector, url);
        settings.putAll(more);
        product = Product.register(PRODUCT, connector, null, settings);
        RegisteredProducts products = new RegisteredProducts(List.of(product), Map.of(), List.of());
        mappings = new Mappings(products, identity());
        courier = new Courier(handover, clock);
        normaliser = new Normaliser(clock, new SimpleMeterRegistry());
        checker = new Checker(camel, new Places(deadline), clock);
        camel.setStreamCaching(false);
        camel.getRegistry().bind("records", new Records());
        camel.getRegistry().bind("mapping", mappings);
        camel.getRegistry().bind("sign", new Signer(products, identity(), clock));
        camel.addComponent("ctd", new CtdComponent(handover, mappings));
        Peers peers = new Peers();
        peers.admit(PRODUCT, product.addresses(), product.pinned());
        camel.addComponent("http", Guard.component(peers, Optional.empty(), deadline, 1 << 20));
        camel.addRoutes(captures());
        camel.start();
        RouteLoader loader = new RouteLoader(camel);
        for (Verb verb : product.verbs()) {
            loader.loadTemplate(connector.template(verb)).ifPresent(problem -> {
                throw new AssertionError(problem.toString());
            });
            instantiate(product, verb);
        }
    }

    private static Map<String, String> settings(Connector connector, URI url) {
        Map<String, String> settings = new HashMap<>();
        connector.manifest().settings().forEach((name, setting) -> {
            if (setting.secret()) {
                settings.put(name, SECRET);
            } else if (setting.format() == Setting.Format.URI) {
                settings.put(name, url.toString());
            } else if (setting.format() == Setting.Format.TEXT
                    && setting.fallback().filter(value -> !value.isEmpty()).isEmpty()) {
                settings.put(name, "x");
            }
        });
        return settings;
    }

    static synchronized HubIdentity identity() {
        if (identity == null) {
            try (TestDatabase database = TestDatabase.migrated()) {
                database.jdbc()
                        .sql("update hub set origin = 'be0c4000-0000-4000-9000-000000000000'")
                        .update(); // as the cases know it
                identity = new HubIdentity(database.jdbc());
            }
        }
        return identity;
    }

    private void instantiate(Product product, Verb verb) {
        TemplatedRouteBuilder route = TemplatedRouteBuilder.builder(
                        camel, product.connector().folder() + "." + verb.word())
                .routeId(PRODUCT + "." + verb.word())
                .parameter("product", PRODUCT);
        product.routeSettings().forEach(route::parameter);
        if (verb == Verb.ANSWER) {
            route.parameter("calls", "1000").parameter("period", "1000");
        }
        route.add();
    }

    /** Tells the product exceptions; {@code held} are those that it was told before. */
    public Told tell(List<ExceptionTargets.Item> items, List<ExceptionTargets.Item> held) {
        ExceptionKeeping keeping = product.connector().manifest().exceptions().orElseThrow();
        ExceptionTargets.Telling telling = new ExceptionTargets.Telling(1, PRODUCT, 1, 1, items, held);
        Exchange exchange = ExceptionTeller.hand(handover, telling, keeping);
        List<String> refused = exchange.isFailed()
                ? List.of()
                : ExceptionTeller.kept(telling, keeping, exchange).stream()
                        .filter(kept -> kept.reason() != null)
                        .map(kept -> kept.id() + ": " + kept.reason())
                        .toList();
        return new Told(refused, Optional.ofNullable(exchange.getException()));
    }

    private RouteBuilder captures() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:register")
                        .process(e ->
                                batches.add(normaliser.normalise(e.getMessage().getBody(RawBatch.class))));
                from("direct:snapshot-end").process(e -> snapshotEnded = true);
                from("direct:actual")
                        .process(e -> held.addAll(
                                e.getMessage().getBody(Comparisons.Part.class).entries()));
                from("direct:actual-end").process(e -> listEnded = true);
                from("direct:detect").process(e -> {
                    Brought batch = e.getMessage().getBody(Brought.class);
                    e.getMessage().setBody(taken(batch));
                    brought.add(batch);
                });
                from("direct:pairs").process(e -> {
                    Map<?, ?> told = e.getMessage().getBody(Map.class);
                    told.forEach((sha1, sha256) -> pairs.put((String) sha1, (String) sha256));
                });
            }
        };
    }

    /** Reads the product's list from this position on. */
    public Collected collect(String position) {
        batches.clear();
        snapshotEnded = false;
        Exchange exchange = camel.getEndpoint("direct:" + PRODUCT + ".collect").createExchange();
        exchange.setProperty(Property.PRODUCT, PRODUCT);
        exchange.setProperty(Property.RUN, new CollectRun(1, PRODUCT, "objects", 1, position, false, null));
        exchange.setProperty(Property.POSITION, position);
        exchange.setProperty(Property.MORE, true);
        camel.createProducerTemplate().send("direct:" + PRODUCT + ".collect", exchange);
        return new Collected(
                batches.stream().flatMap(batch -> batch.reports().stream()).toList(),
                batches.stream().flatMap(batch -> batch.unreadable().stream()).toList(),
                Optional.ofNullable(exchange.getProperty(Property.POSITION, String.class)),
                snapshotEnded,
                Optional.ofNullable(exchange.getException()));
    }

    /** Reads all that the product holds. */
    public Held actual() {
        held.clear();
        listEnded = false;
        Exchange exchange = camel.getEndpoint("direct:" + PRODUCT + ".actual").createExchange();
        exchange.setProperty(Property.PRODUCT, PRODUCT);
        exchange.setProperty(Property.COMPARING, new Comparisons.Comparing(1, PRODUCT, 1, DEADLINE));
        camel.createProducerTemplate().send("direct:" + PRODUCT + ".actual", exchange);
        return new Held(
                Optional.of(List.copyOf(held)).filter(all -> listEnded), Optional.ofNullable(exchange.getException()));
    }

    /** Has the product send these lines together. */
    public Heard receive(List<String> lines) throws Exception {
        batches.clear();
        pairs.clear();
        brought.clear();
        List<RawRecord> records = lines.stream()
                .map(line -> Receiver.record(mappings, PRODUCT, new ReceivedLine("192.0.2.10", line, null)))
                .toList();
        Exchange exchange = handover.hand(CtdEndpoint.Kind.events, PRODUCT, records, Map.of());
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return new Heard(
                batches.stream().flatMap(batch -> batch.reports().stream()).toList(),
                Map.copyOf(pairs),
                brought.stream().flatMap(batch -> batch.records().stream()).toList(),
                Stream.concat(
                                batches.stream().flatMap(batch -> batch.unreadable().stream()),
                                brought.stream().flatMap(batch -> batch.unreadable().stream()))
                        .toList(),
                (int) records.stream().filter(RawRecord::isUnknown).count());
    }

    /** Reads one of the product's logs from this time on. */
    public Detected detect(String log, long position) {
        brought.clear();
        Exchange exchange = Detector.read(camel, new DetectRun(1, PRODUCT, log, 1, position));
        return new Detected(
                brought.stream().flatMap(batch -> batch.records().stream()).toList(),
                brought.stream().flatMap(batch -> batch.unreadable().stream()).toList(),
                Long.parseLong(exchange.getProperty(Property.POSITION, String.class)),
                Optional.ofNullable(exchange.getException()));
    }

    /** As the registry would answer: what came before is a repeat, and the latest time counts. */
    private Taken taken(Brought batch) {
        List<JsonNode> before =
                brought.stream().flatMap(b -> b.records().stream()).toList();
        int fresh = (int) batch.records().stream()
                .filter(record -> !before.contains(record))
                .count();
        long latest = batch.records().stream()
                .mapToLong(record -> record.path("at").asLong())
                .max()
                .orElse(0);
        return new Taken(fresh, batch.run() == null ? 0 : Math.max(batch.run().position(), latest));
    }

    /** Has these entries added, removed, or (if an answer was lost) looked for. */
    public Delivered deliver(String op, List<Delivery.Item> items) {
        Delivery delivery = new Delivery(1, PRODUCT, 1, 1, op.equals("remove"), op.equals("look"), items);
        Courier.Trip trip =
                courier.deliver(delivery, new CallBudget(new Rate(1_000, Duration.ofSeconds(1)), Clock.systemUTC()));
        return new Delivered(trip.outcomes(), trip.pause());
    }

    /** Makes the connection test. */
    public Connection check() {
        return checker.test(product);
    }

    /** Asks how the product is set up. */
    public List<String> about() {
        return checker.about(product);
    }

    /** Asks for the SHA-256 of these; the error, if there was one, is the exchange's. */
    public Map<String, String> ask(List<String> sha1s) throws Exception {
        pairs.clear();
        Exchange exchange = handover.hand(CtdEndpoint.Kind.questions, PRODUCT, sha1s, Map.of());
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return Map.copyOf(pairs);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
