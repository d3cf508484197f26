// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ctdhub.connector.Connector;
import org.ctdhub.flow.ConnectorBench;

/** The folder's cases: what is sent and what comes of it is what each says. */
final class Stories {

    private Stories() {}

    /** Each case, once. */
    static void once(Connector connector) {
        each(Case.of(connector), story -> once(connector, story));
    }

    /** The same deliveries again end as they did: an effect once, however often it is sent. */
    static void twice(Connector connector) {
        each(
                Case.of(connector).stream()
                        .filter(story -> story.verb().equals("deliver"))
                        .toList(),
                story -> twice(connector, story));
    }

    private static void once(Connector connector, Case story) throws Exception {
        if (story.verb().equals("file")) {
            ListFiles.story(connector, story);
            return;
        }
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.expect(story.exchanges());
            Map<String, Object> outcome = CasePlayer.play(bench, story).outcome();
            assertThat(product.complaints()).isEmpty();
            assertThat(outcome).containsAllEntriesOf(story.then());
        }
    }

    private static void twice(Connector connector, Case story) throws Exception {
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.expect(story.exchanges());
            product.expect(story.exchanges());
            Map<String, Object> first = CasePlayer.play(bench, story).outcome();
            assertThat(CasePlayer.play(bench, story).outcome()).isEqualTo(first);
            assertThat(product.complaints()).isEmpty();
        }
    }

    private interface Telling {
        void of(Case story) throws Exception;
    }

    /** Tells all of them before it complains, each complaint with its case. */
    private static void each(List<Case> stories, Telling telling) {
        List<String> complaints = new ArrayList<>();
        for (Case story : stories) {
            try {
                telling.of(story);
            } catch (Exception | AssertionError e) {
                complaints.add(story.file() + ", " + story.title() + ": " + e.getMessage());
            }
        }
        assertThat(complaints).isEmpty();
    }
}
