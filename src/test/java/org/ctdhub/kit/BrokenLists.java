// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ctdhub.connector.Connector;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Held;

/** Half an answer, or another document, is never taken for all that a product holds. */
final class BrokenLists {

    private BrokenLists() {}

    static void check(Connector connector) throws Exception {
        for (Case story : Case.of(connector)) {
            if (story.verb().equals("actual")
                    && Boolean.FALSE.equals(story.then().get("error"))) {
                String whole = story.exchanges().get(0).answer().body();
                for (String body : List.of(whole.substring(0, whole.length() / 2), "{}", "[]", whole + whole)) {
                    try (ScriptedProduct product = new ScriptedProduct();
                            ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
                        product.answerAlways(new ScriptedProduct.Answer(200, Map.of(), body));
                        isBroken(bench.actual(), "answered by " + body);
                    }
                }
            }
        }
    }

    static void isBroken(Held held, String how) {
        assertThat(held.error()).as("a list " + how + " fails").isPresent();
        assertThat(held.entries()).as("a list " + how + " is no empty list").isEmpty();
        assertThat(String.valueOf(held.error())).doesNotContain(ConnectorBench.SECRET);
    }
}
