// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.ctdhub.auth.AutomationChecksum;
import org.ctdhub.auth.AutomationToken;
import org.ctdhub.auth.DtasSignature;
import org.ctdhub.auth.TokenAlgorithm;
import org.ctdhub.connector.Auth;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.HubIdentity;
import org.springframework.stereotype.Component;

/**
 * For connectors' routes, right before a call: proves to the product who is calling, as its manifest says. Secrets are
 * read from the registration here, so that they stand in no route.
 */
@Component("sign")
public class Signer implements Processor {

    private static final String PREFIX = "X-DTAS-";

    private final RegisteredProducts products;
    private final HubIdentity hub;
    private final Clock clock;

    public Signer(RegisteredProducts products, HubIdentity hub, Clock clock) {
        this.products = products;
        this.hub = hub;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Product product = products.find(exchange.getProperty(Property.PRODUCT, String.class))
                .orElseThrow(
                        () -> new IllegalStateException("A call is to be signed for a product that isn't registered."));
        Auth auth = product.connector().manifest().auth();
        switch (auth.scheme()) {
            case NONE -> {}
            case HEADER -> exchange.getMessage().setHeader(auth.header().orElseThrow(), secret(product, auth));
            case BASIC -> basic(exchange.getMessage(), product, auth);
            case DTAS -> dtas(exchange.getMessage(), secret(product, auth));
            case AUTOMATION -> automation(exchange.getMessage(), product, auth);
        }
    }

    private static String secret(Product product, Auth auth) {
        return product.settings().get(auth.setting().orElseThrow());
    }

    private static void basic(Message message, Product product, Auth auth) {
        String both = product.settings().get(auth.user().orElseThrow()) + ":" + secret(product, auth);
        message.setHeader(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The token covers the request exactly as it is sent, so the route says all of it first: the method, the path behind the
     * product's address, and the query, encoded already.
     */
    private void automation(Message message, Product product, Auth auth) {
        String base = URI.create(product.settings().get("url")).getRawPath();
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        String target = base + message.getHeader(Exchange.HTTP_PATH, String.class) + (query == null ? "" : "?" + query);
        MessageDigest digest =
                AutomationChecksum.begin(message.getHeader(Exchange.HTTP_METHOD, String.class), target, "");
        String body = message.getBody() == null ? "" : message.getBody(String.class);
        digest.update(body.getBytes(StandardCharsets.UTF_8));
        message.setHeader(
                "Authorization",
                AutomationToken.sign(
                        product.settings().get(auth.application().orElseThrow()),
                        secret(product, auth),
                        TokenAlgorithm.HS256,
                        clock.instant(),
                        AutomationChecksum.text(digest)));
    }

    /** Client behaviour: all X-DTAS- headers of the message and the four that every request carries are signed. */
    void dtas(Message message, String key) {
        LinkedHashMap<String, String> headers = new LinkedHashMap<>();
        headers.put(PREFIX + "ProtocolVersion", "1.5");
        headers.put(PREFIX + "ClientUUID", hub.origin().toString());
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getKey().regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                headers.put(header.getKey(), String.valueOf(header.getValue()));
            }
        }
        headers.put(PREFIX + "Time", String.valueOf(clock.instant().getEpochSecond()));
        headers.put(PREFIX + "Challenge", UUID.randomUUID().toString());
        String body = message.getBody() == null ? "" : message.getBody(String.class);
        message.getHeaders().putAll(DtasSignature.sign(key, headers, body.getBytes(StandardCharsets.UTF_8)));
    }
}
