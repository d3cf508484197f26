// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.util.Comparator;
import java.util.Optional;
import org.ctdhub.connector.Connector;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Delivery.Item;

/** Harmless objects of kinds that a connector takes. */
final class Samples {

    private Samples() {}

    /** A URL to block. */
    static Item value(String url) {
        return new Item(url, SuspiciousObject.canonical(ObjectType.URL, url), ScanAction.BLOCK, Optional.empty());
    }

    /** What a product answers to the first call of an addition, as a case shows it. */
    static ScriptedProduct.Answer answerToAddition(Connector connector) {
        return Case.of(connector).stream()
                .filter(story -> story.verb().equals("deliver"))
                .filter(story -> "add".equals(story.given().get("op"))
                        && !story.exchanges().isEmpty())
                .filter(story ->
                        story.exchanges().stream().allMatch(e -> e.answer().status() < 300))
                .map(story -> story.exchanges().get(0).answer())
                .min(Comparator.comparing(answer -> answer.body().contains("by hand")))
                .orElseThrow(() -> new AssertionError("No case shows an addition that is taken"));
    }
}
