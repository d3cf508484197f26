// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.ListFile;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.registry.Change;
import org.ctdhub.registry.Delivery;
import org.ctdhub.registry.RegistryBench;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Story.Place;
import org.ctdhub.registry.Story.Told;
import org.ctdhub.registry.WholeViews;

/**
 * The way from a finding to one product: a real registry, and what the product is given by it. It is called through the
 * connector's route, reads as a subscriber, or is given its files, as its manifest says.
 */
final class WholeWay implements AutoCloseable {

    /** What the product is called in the registry. */
    static final String PRODUCT = "product";

    private static final String FINDER = "finder";
    private static final int ALL = 10_000;

    final RegistryBench hub = new RegistryBench();
    final ScriptedProduct product = new ScriptedProduct();

    private final Connector connector;
    private final CapabilityRow row;
    private final ConnectorBench bench;
    private final UUID client = UUID.randomUUID();
    private long read;

    /** Enters a product of this kind that is given what the row says. */
    WholeWay(Connector connector, CapabilityRow row) throws Exception {
        this.connector = connector;
        this.row = row;
        bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK);
        List<String> files = files().stream().map(ListFile::name).toList();
        hub.products.enter(
                PRODUCT,
                connector.folder(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(row).filter(given -> style() != Style.PULL));
        if (style() == Style.CHANGES) {
            product.answerAlways(Samples.answerToAddition(connector));
        } else if (style() == Style.LIST) {
            hub.writtenFiles.enter(PRODUCT, files, false);
        } else {
            hub.subscribers.register(client, "host", "product", Optional.of(PRODUCT), Optional.of(row));
        }
    }

    private List<ListFile> files() {
        return connector.manifest().files().stream()
                .filter(file -> file.row().equals(row.name()))
                .toList();
    }

    private Style style() {
        return files().isEmpty() ? connector.manifest().delivery().orElseThrow().style() : Style.LIST;
    }

    /** An object as its type has them, another one for each number from 1 to 99. */
    static SuspiciousObject object(ObjectType type, int number) {
        return SuspiciousObject.canonical(
                type,
                switch (type) {
                    case FILE_SHA1 -> "a%039x".formatted(number);
                    case FILE_SHA256 -> "b%063x".formatted(number);
                    case IP -> "203.0.113." + (100 + number);
                    case DOMAIN -> "bad%02d.example.test".formatted(number);
                    case URL -> "http://worse.example.test/%02d".formatted(number);
                });
    }

    /** Another product finds these; each file's SHA-256 is known. */
    void find(Map<SuspiciousObject, Risk> found) {
        found.keySet().stream()
                .filter(object -> object.type() == ObjectType.FILE_SHA1)
                .forEach(object -> hub.pairs.learn(Map.of(object.value(), sha256(object)), FINDER));
        Instant until = hub.clock.instant().plus(Duration.ofDays(10));
        hub.report(
                FINDER,
                found.entrySet().stream()
                        .map(each -> new Report(
                                each.getKey(), false, each.getValue(), hub.clock.instant(), until, null, null, null))
                        .toArray(Report[]::new));
    }

    private static String sha256(SuspiciousObject sha1) {
        return "f".repeat(24) + sha1.value();
    }

    /** What the product is given from now on, until nothing is left to give; each text as it is told. */
    List<String> given() throws Exception {
        return switch (style()) {
            case CHANGES -> sent();
            case PULL -> asked();
            case LIST -> written();
        };
    }

    private List<String> sent() throws Exception {
        int before = product.requests().size();
        org.ctdhub.connector.Delivery way = connector.manifest().delivery().orElseThrow();
        for (Optional<Delivery> next = take(way); next.isPresent(); next = take(way)) {
            ConnectorBench.Delivered delivered = bench.deliver(
                    next.get().removal() ? "remove" : "add", next.get().items());
            hub.deliveries.settle(next.get(), delivered.outcomes(), delivered.pause());
        }
        List<String> texts = new ArrayList<>();
        for (ScriptedProduct.Request request :
                product.requests().subList(before, product.requests().size())) {
            texts.addAll(WireText.of("/", request.body()));
        }
        return texts;
    }

    private Optional<Delivery> take(org.ctdhub.connector.Delivery way) {
        return hub.deliveries.take(PRODUCT, way.batch(), way.removeBatch(), way.lease());
    }

    private List<String> asked() {
        List<Change> changes = hub.subscribers.read(hub.subscribers.find(client).orElseThrow(), read, ALL);
        changes.forEach(change -> read = Math.max(read, change.number()));
        return changes.stream()
                .filter(change -> change.action().isPresent())
                .map(change -> change.object().value())
                .toList();
    }

    private List<String> written() throws IOException {
        List<WholeViews.Item> items = new ArrayList<>();
        hub.wholeViews.read(PRODUCT, Optional.empty(), new WholeViews.Sink() {
            @Override
            public void begin(boolean whole) {
                assertThat(whole).as("nothing was read before").isTrue();
            }

            @Override
            public void object(WholeViews.Item item) {
                items.add(item);
            }

            @Override
            public void exception(String type, String pattern) {
                throw new AssertionError("nothing is excepted");
            }
        });
        List<String> lines = new ArrayList<>();
        for (ListFile file : files()) {
            Stream.of(ListFiles.text(connector, file, items).split("\\R")).forEach(lines::add);
        }
        return lines;
    }

    /** Whether these texts name an object, however the product writes it. */
    boolean names(List<String> texts, SuspiciousObject object) {
        String value = row.needsSha256(object.type()) && object.type() == ObjectType.FILE_SHA1
                ? sha256(object)
                : object.value().replaceFirst("^https?://", "");
        return texts.stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(value));
    }

    /** What the hub tells of an object. */
    Told told(SuspiciousObject object) {
        return hub.story((product, type) -> Optional.ofNullable(row.notTaken().get(type)))
                .tell(object)
                .orElseThrow();
    }

    /** Where an object stands at the product. */
    Place place(SuspiciousObject object) {
        return told(object).places().stream()
                .filter(place -> place.product().equals(PRODUCT))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the story of " + object + " doesn't name the product"));
    }

    @Override
    public void close() {
        bench.close();
        product.close();
        hub.close();
    }
}
