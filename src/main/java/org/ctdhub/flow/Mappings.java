// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.format.Mapping;
import org.ctdhub.format.StrictJson;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.HubIdentity;
import org.springframework.stereotype.Component;

/** The connectors' {@code map.jq} files, each loaded once, as their routes and {@code ctd:objects} use them. */
@Component("mapping")
public class Mappings {

    private static final Pattern LINE = Pattern.compile("line (\\d{1,6})");

    private final RegisteredProducts products;
    private final HubIdentity identity;
    private final Map<Path, Mapping> loaded = new ConcurrentHashMap<>();

    public Mappings(RegisteredProducts products, HubIdentity identity) {
        this.products = products;
        this.identity = identity;
    }

    /** For routes: replaces the body with what one of the {@code map.jq} functions of this product makes of it. */
    public void apply(String function, Exchange exchange) throws UnreadableException {
        String product = exchange.getProperty(Property.PRODUCT, String.class);
        JsonNode input = StrictJson.tree(exchange.getMessage().getBody());
        exchange.getMessage().setBody(of(product).apply(function, input));
    }

    /** For routes: puts the body, as {@code answer}, beside what an exchange property holds, under the property's name. */
    public void beside(String property, Exchange exchange) throws UnreadableException {
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        both.set(property, StrictJson.tree(exchange.getProperty(property)));
        both.set("answer", StrictJson.tree(exchange.getMessage().getBody()));
        exchange.getMessage().setBody(both);
    }

    /** What the product's {@code read} makes of a record, and the place that {@code position} finds in it. */
    RawRecord read(String product, JsonNode record) {
        Mapping mapping = of(product);
        String text = RawText.bounded(record.toString());
        String position = null;
        try {
            position = mapping.apply("position", record).asText(null);
            return new RawRecord(mapping.apply("read", record), null, position, text);
        } catch (UnreadableException e) {
            return new RawRecord(null, e.getMessage(), position, text);
        }
    }

    /** What the product's {@code event} makes of an event that it sent: an object, a pair of hashes, or nothing. */
    RawRecord event(String product, JsonNode event) {
        String text = RawText.bounded(event.toString());
        try {
            return new RawRecord(of(product).apply("event", event), null, null, text);
        } catch (UnreadableException e) {
            return new RawRecord(null, e.getMessage(), null, text);
        }
    }

    /** The detection that the product's {@code detection} makes of an event; null: the event is none. */
    JsonNode detection(String product, JsonNode event) throws UnreadableException {
        JsonNode detection = of(product).apply("detection", event);
        return detection.isNull() ? null : detection;
    }

    /** Loads a connector's mapping, if its routes need one; answers what is wrong with the file. */
    Optional<Problem> load(Connector connector) {
        if (connector.manifest().verbs().isEmpty()
                && connector.manifest().files().isEmpty()) {
            return Optional.empty();
        }
        try {
            load(connector.mapping());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            Matcher line = LINE.matcher(e.getMessage());
            int at = line.find() ? Integer.parseInt(line.group(1)) : 1;
            return Optional.of(new Problem(connector.mapping(), at, ProductError.text(e)));
        }
    }

    /** The mapping of a product's connector. */
    Mapping of(String product) {
        Product found = products.find(product)
                .orElseThrow(() -> new IllegalStateException("Product " + product + " is not registered."));
        return load(found.connector().mapping());
    }

    private Mapping load(Path file) {
        return loaded.computeIfAbsent(file, path -> Mapping.load(path, identity.mark()));
    }
}
