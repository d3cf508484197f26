// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Identity;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.ExceptionTargets;

/** Harmless objects of kinds that a connector takes. */
final class Samples {

    private Samples() {}

    /** Two entries of the first type that the connector pushes. */
    static List<Item> of(Connector connector) {
        boolean hashes = connector.manifest().delivery().orElseThrow().identity() == Identity.SHA256;
        return IntStream.range(0, 2)
                .mapToObj(i -> hashes ? hash(i) : value("http://bad" + i + ".example.test/"))
                .toList();
    }

    private static Item hash(int i) {
        String sha256 = "%064x".formatted(i + 1);
        return new Item(
                sha256, SuspiciousObject.canonical(ObjectType.FILE_SHA256, sha256), ScanAction.BLOCK, Optional.empty());
    }

    static Item value(String url) {
        return new Item(url, SuspiciousObject.canonical(ObjectType.URL, url), ScanAction.BLOCK, Optional.empty());
    }

    /** An exception for a domain. */
    static ExceptionTargets.Item exception() {
        return new ExceptionTargets.Item(1, "domain", "good.example.test", "host", false, null);
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
                .filter(answer -> !answer.body().contains("by hand"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No case shows an addition that is taken"));
    }
}
