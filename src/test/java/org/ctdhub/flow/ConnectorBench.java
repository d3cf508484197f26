// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.ctdhub.publish.Shelf;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Delivery;
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
    private final Courier courier;
    private final Normaliser normaliser;
    private final Checker checker;
    private final Product product;
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, String> pairs = new LinkedHashMap<>();
    private boolean snapshotEnded;

    /** What a reading brought. */
    public record Collected(
            List<Report> reports,
            List<Unreadable> unreadable,
            Optional<String> position,
            boolean snapshotEnded,
            Optional<Exception> error) {}

    /** What became of exceptions: the refused ones, each as its id and the reason. */
    public record Told(List<String> refused, Optional<Exception> error) {}

    /** What became of a delivery. */
    public record Delivered(List<Outcome> outcomes, Optional<Pause> pause) {}

    /** Puts a connector to work against a product at this address. */
    public ConnectorBench(Connector connector, URI url, Clock clock) throws Exception {
        this(connector, url, clock, Map.of());
    }

    /** The same; {@code more} go over the settings that it fills in by itself. */
    public ConnectorBench(Connector connector, URI url, Clock clock, Map<String, String> more) throws Exception {
        Map<String, String> settings = settings(connector, url);
        settings.putAll(more);
        product = Product.register(PRODUCT, connector, null, settings);
        RegisteredProducts products = new RegisteredProducts(List.of(product), Map.of(), List.of());
        Mappings mappings = new Mappings(products);
        courier = new Courier(handover, clock);
        normaliser = new Normaliser(clock);
        checker = new Checker(camel, clock);
        camel.setStreamCaching(false);
        camel.getRegistry().bind("records", new Records());
        camel.getRegistry().bind("mapping", mappings);
        camel.getRegistry().bind("sign", new Signer(products, identity(), clock));
        camel.addComponent("ctd", new CtdComponent(handover, mappings));
        camel.addComponent("http", Guard.component(DEADLINE, 1 << 20));
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
            } else if (setting.fallback().isEmpty()) {
                settings.put(name, "x");
            }
        });
        return settings;
    }

    private static synchronized HubIdentity identity() {
        if (identity == null) {
            try (TestDatabase database = TestDatabase.migrated()) {
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

    /** Has a list file put in place under this name; answers why that failed, if it did. */
    public Optional<Exception> place(String name, Path file) {
        Shelf.Standing standing = new Shelf.Standing(1, "0".repeat(64), file, file);
        return Optional.ofNullable(
                ListCourier.hand(handover, PRODUCT, name, standing).getException());
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

    /** Has these entries added, removed, or (if an answer was lost) looked for. */
    public Delivered deliver(String op, List<Delivery.Item> items) {
        Delivery delivery = new Delivery(1, PRODUCT, 1, op.equals("remove"), op.equals("look"), items);
        Courier.Trip trip =
                courier.deliver(delivery, new CallBudget(new Rate(1_000, Duration.ofSeconds(1)), Clock.systemUTC()));
        return new Delivered(trip.outcomes(), trip.pause());
    }

    /** Makes the connection test. */
    public Connection check() {
        return checker.test(product);
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
