// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.ConnectionTest;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.Verb;
import org.ctdhub.format.StrictJson;
import org.springframework.stereotype.Component;

/** Has a product's own route make its harmless call, and says in an operator's words what that showed. */
@Component
public class Checker implements ConnectionTest {

    private static final int WORDS = 300;

    private final CamelContext camel;
    private final Places places;
    private final Clock clock;

    public Checker(CamelContext camel, Places places, Clock clock) {
        this.camel = camel;
        this.places = places;
        this.clock = clock;
    }

    @Override
    public Connection test(Product product) {
        return product.verbs().contains(Verb.CHECK) ? call(product) : look(product);
    }

    /** Signs in where the product's files go, and looks at the folder. */
    private Connection look(Product product) {
        try {
            places.look(product.drop());
            return Diagnosis.found();
        } catch (IOException e) {
            return new Diagnosis(product, clock).notFound(e);
        }
    }

    private Connection call(Product product) {
        Exchange exchange = call(product, Verb.CHECK);
        Diagnosis diagnosis = new Diagnosis(product, clock);
        Exception thrown = exchange.getException();
        Optional<HttpOperationFailedException> refused = ProductError.answered(thrown);
        if (refused.isPresent()) {
            Map<String, String> headers =
                    Optional.ofNullable(refused.get().getResponseHeaders()).orElse(Map.of());
            return diagnosis.answered(
                    refused.get().getStatusCode(),
                    bounded(String.valueOf(
                            Optional.ofNullable(refused.get().getResponseBody()).orElse(""))),
                    header(headers, "Date"));
        }
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String date = exchange.getMessage().getHeader("Date", String.class);
        if (thrown != null) {
            return status == null
                    ? diagnosis.unreached(thrown)
                    : diagnosis.unreadable(status, ProductError.text(thrown), date);
        }
        Object body = exchange.getMessage().getBody();
        return diagnosis.took(
                status == null ? 200 : status, body == null ? "" : bounded(String.valueOf(body)), version(body), date);
    }

    @Override
    public List<String> about(Product product) {
        Exchange exchange = call(product, Verb.ABOUT);
        if (exchange.isFailed()) {
            return List.of("How it is set up can't be read: " + bounded(ProductError.text(exchange.getException())));
        }
        List<String> notes = new ArrayList<>();
        StrictJson.tree(exchange.getMessage().getBody())
                .path("notes")
                .forEach(note -> notes.add(bounded(note.asText())));
        return notes;
    }

    private Exchange call(Product product, Verb verb) {
        String route = "direct:" + product.name() + "." + verb.word();
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            return producer.send(
                    route + "?block=false", exchange -> exchange.setProperty(Property.PRODUCT, product.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A route may leave a record with the version behind. */
    private static String version(Object body) {
        return body instanceof JsonNode record && record.path("version").isTextual()
                ? bounded(record.path("version").asText())
                : null;
    }

    private static String header(Map<String, String> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String bounded(String text) {
        String line = RawText.oneLine(text);
        return line.length() <= WORDS ? line : line.substring(0, WORDS);
    }
}
