// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.ConnectionTest;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Verb;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.Registered;
import org.ctdhub.registry.Subscribers;
import org.springframework.stereotype.Component;

/** A connection test for every kind of product: those that can be called are, of the others their own calls tell. */
@Component
class ConnectionTests {

    private final RegisteredProducts products;
    private final ConnectionTest test;
    private final Subscribers subscribers;
    private final IncomingCalls calls;

    ConnectionTests(RegisteredProducts products, ConnectionTest test, Subscribers subscribers, IncomingCalls calls) {
        this.products = products;
        this.test = test;
        this.subscribers = subscribers;
        this.calls = calls;
    }

    /** Tests a product that is at work. */
    Connection test(Registered registered) {
        Product product = products.find(registered.name())
                .orElseThrow(() -> new Conflict(
                        registered.enabled()
                                ? "The product is not at work on this node. "
                                        + String.join(" ", products.troubles(registered.name()))
                                : "The product is disabled. Enable it first."));
        if (product.verbs().contains(Verb.CHECK) || product.drop().server().isPresent()) {
            Connection connection = test.test(product);
            boolean answers = connection.reachable() && !Boolean.FALSE.equals(connection.signedIn());
            return answers && product.verbs().contains(Verb.ABOUT) ? connection.with(test.about(product)) : connection;
        }
        if (product.verbs().contains(Verb.RECEIVE) && product.ownKey().isEmpty()) {
            return new Connection(
                    false,
                    "not tried",
                    null,
                    null,
                    null,
                    "nothing was called",
                    "This product sends its events by syslog, and the hub can't call it. The product's page tells when it was"
                            + " last heard; GET /api/v1/calls, whose events were refused.");
        }
        return product.ownKey().isPresent()
                ? lastCall(product.name())
                : new Connection(
                        false,
                        "not tried",
                        null,
                        null,
                        null,
                        "nothing was called",
                        "This kind of product has no"
                                + " connection test. Its last success and last error tell how it works.");
    }

    private Connection lastCall(String product) {
        Optional<Subscribers.Line> caller = subscribers.all().stream()
                .filter(line -> product.equals(line.product()))
                .findFirst();
        if (caller.isEmpty()) {
            return new Connection(
                    false,
                    "not tried",
                    null,
                    null,
                    null,
                    "it has not called yet",
                    "Enter the hub's address"
                            + " and the key in the product, and test the connection there. GET /api/v1/calls shows who called, and"
                            + " why a call was refused.");
        }
        String last = calls.lastOf(product)
                .map(call -> call.service() + " at " + call.lastAt() + ": " + call.cause() + ", " + call.outcome())
                .orElse("no call is kept");
        return new Connection(
                true,
                "not tried",
                caller.get().state().equals("active"),
                null,
                null,
                "it called last at " + caller.get().lastCallAt() + "; " + last,
                "Nothing, if that is not long ago: this product calls the hub, and the hub never calls it.");
    }
}
