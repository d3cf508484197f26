// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Identity;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.Outcome;

/** An attacker's text arrives byte by byte, as one entry each, or not at all; nothing evaluates it. */
final class HostileValues {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HostileValues() {}

    static void check(Connector connector) throws Exception {
        if (!connector.manifest().pushesChanges()
                || connector.manifest().delivery().orElseThrow().identity() != Identity.VALUE) {
            return;
        }
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.answerAlways(Samples.answerToAddition(connector));
            int batch = connector.manifest().delivery().orElseThrow().batch();
            List<Item> all = Hostile.VALUES.stream().map(Samples::value).toList();
            Set<String> refused = new HashSet<>();
            for (int from = 0; from < all.size(); from += batch) {
                bench.deliver("add", all.subList(from, Math.min(from + batch, all.size()))).outcomes().stream()
                        .filter(outcome -> outcome.kind() == Outcome.Kind.REFUSED)
                        .forEach(outcome -> refused.add(outcome.identity()));
            }

            List<String> texts = new ArrayList<>();
            for (ScriptedProduct.Request request : product.requests()) {
                URI target = URI.create(request.path()); // fails where a value got out of its place
                assertThat(target.getRawPath()).doesNotContain("example.test");
                if (!request.body().isEmpty()) {
                    texts(JSON.readTree(request.body()), texts);
                }
            }
            Hostile.VALUES.stream()
                    .filter(value -> !refused.contains(value))
                    .forEach(value -> assertThat(texts).containsOnlyOnce(value));
        }
    }

    private static void texts(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts(child, texts));
    }
}
