// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Answering;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.registry.HashPairs;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Asks a producer for the SHA-256 of files that it listed by SHA-1. Its answers come in by {@code ctd:pairs}. */
@Component("asker")
public class Asker {

    /** Then the claim ends, and whoever looks next goes on: a long queue must not outlast its lease. */
    private static final int ROUNDS = 20;

    private final RegisteredProducts products;
    private final HashPairs pairs;
    private final Handover handover;
    private final LooseEnds looseEnds;

    public Asker(RegisteredProducts products, HashPairs pairs, Handover handover, LooseEnds looseEnds) {
        this.products = products;
        this.pairs = pairs;
        this.handover = handover;
        this.looseEnds = looseEnds;
    }

    /** Hands the open questions of a claimed product, batch after batch, to its route; the route keeps the pace. */
    public void ask(String product) {
        Optional<Answering> answering =
                products.find(product).flatMap(p -> p.connector().manifest().answeringSha256());
        // none where it was removed from this node since it was claimed
        String error = answering.map(pace -> ask(product, pace)).orElse(null);
        looseEnds.write(() -> pairs.done(product, error));
    }

    /** Answers what went wrong, or null. */
    private String ask(String product, Answering pace) {
        String error = null;
        try {
            for (int round = 0; round < ROUNDS && error == null; round++) {
                List<String> questions = pairs.questions(product, pace.batch());
                if (questions.isEmpty()) {
                    return null;
                }
                error = hand(product, questions, pace);
            }
        } catch (DataAccessException e) {
            error = ProductError.text(e);
            ProductLog.warn(product, "What product {} told of SHA-256s could not be kept: {}", product, error);
        }
        return error;
    }

    private String hand(String product, List<String> questions, Answering pace) {
        Exchange exchange = handover.hand(Kind.questions, product, questions, Map.of());
        if (exchange.isFailed()) {
            String error = ProductError.text(exchange.getException());
            ProductLog.warn(product, "Product {} could not be asked for SHA-256s: {}", product, error);
            return error;
        }
        pairs.asked(product, questions, pace.again(), pace.giveUp());
        return null;
    }
}
