// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Answering;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.registry.HashPairs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks a producer for the SHA-256 of files that it listed by SHA-1. Its answers come in by {@code ctd:pairs}. */
@Component("asker")
public class Asker {

    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    private final RegisteredProducts products;
    private final HashPairs pairs;
    private final Handover handover;

    public Asker(RegisteredProducts products, HashPairs pairs, Handover handover) {
        this.products = products;
        this.pairs = pairs;
        this.handover = handover;
    }

    /** Hands the open questions of a claimed product, one batch, to its route. */
    public void ask(String product) {
        Answering pace = products.find(product)
                .flatMap(p -> p.connector().manifest().answeringSha256())
                .orElseThrow(() -> new IllegalStateException("Product " + product + " answers no questions."));
        List<String> questions = pairs.questions(product, pace.batch());
        String error = null;
        if (!questions.isEmpty()) {
            ArrayNode sha1s = JsonNodeFactory.instance.arrayNode();
            questions.forEach(sha1s::add);
            Exchange exchange = handover.hand(Kind.questions, product, sha1s, Map.of());
            if (exchange.isFailed()) {
                error = ProductError.text(exchange.getException());
                LOG.warn("Product {} could not be asked for SHA-256s: {}", product, error);
            } else {
                pairs.asked(product, questions, pace.again(), pace.giveUp());
            }
        }
        pairs.done(product, error);
    }
}
