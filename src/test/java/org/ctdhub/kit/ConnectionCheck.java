// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.ctdhub.connector.Auth;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Verb;
import org.ctdhub.flow.ConnectorBench;

/** A connection test tells the right key from a wrong one, and a wrong one from nobody. */
final class ConnectionCheck {

    private ConnectionCheck() {}

    static void check(Connector connector) throws Exception {
        if (!connector.manifest().verbs().contains(Verb.CHECK)) {
            return;
        }
        ScriptedProduct product = new ScriptedProduct();
        URI gone = product.url();
        try (product;
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            Case right = Case.of(connector).stream()
                    .filter(story -> story.verb().equals("check"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No case shows the connection test"));
            product.expect(right.exchanges());
            Connection taken = bench.check();
            assertThat(taken.reachable()).as("reachable: " + taken).isTrue();
            boolean signs = connector.manifest().auth().scheme() != Auth.Scheme.NONE;
            assertThat(taken.signedIn()).as("the right key: " + taken).isEqualTo(signs ? true : null);
            assertThat(taken.tls()).isEqualTo("none");
            assertThat(taken.clockSkew()).as("the product's clock").isPositive();
            assertThat(product.complaints()).isEmpty();
            assertThat(product.requests()).as("one harmless call").hasSize(1);

            product.answerAlways(new ScriptedProduct.Answer(401, Map.of(), "the key is wrong"));
            Connection refused = bench.check();
            assertThat(refused.reachable()).isTrue();
            assertThat(refused.signedIn()).as("a wrong key: " + refused).isFalse();
            assertThat(refused.words()).isEqualTo("HTTP 401 the key is wrong");

            product.answerAlways(new ScriptedProduct.Answer(200, Map.of(), "<html>maintenance</html>"));
            assertThat(bench.check().signedIn()).as("a web page is no product").isNull();

            assertThat(List.of(taken, refused).toString()).doesNotContain(ConnectorBench.SECRET);
        }
        try (ConnectorBench bench = new ConnectorBench(connector, gone, CasePlayer.CLOCK)) {
            Connection nobody = bench.check();
            assertThat(nobody.reachable()).as("nobody there: " + nobody).isFalse();
            assertThat(nobody.signedIn()).isNull();
            assertThat(nobody.words()).isEqualTo("refused");
        }
    }
}
