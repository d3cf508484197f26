// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Verb;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Collected;
import org.ctdhub.flow.ConnectorBench.Delivered;
import org.ctdhub.flow.ConnectorBench.Detected;
import org.ctdhub.flow.ConnectorBench.Told;
import org.ctdhub.registry.Outcome;
import org.slf4j.LoggerFactory;

/** Whatever a product answers instead of what it should: nothing is taken for done, and no secret gets out. */
final class Faults {

    private Faults() {}

    static void check(Connector connector) throws Exception {
        List<ScriptedProduct.Answer> faults = new ArrayList<>();
        Stream.of(400, 401, 403, 404, 409, 413, 429, 500, 502, 503)
                .forEach(status -> faults.add(new ScriptedProduct.Answer(status, Map.of(), "no")));
        faults.add(new ScriptedProduct.Answer(302, Map.of("Location", "http://127.0.0.1:1/"), ""));
        faults.add(new ScriptedProduct.Answer(0, Map.of(), ""));
        faults.add(new ScriptedProduct.Answer(200, Map.of(), ""));
        faults.add(new ScriptedProduct.Answer(200, Map.of(), "<html>maintenance</html>"));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("root");
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
        log.start();
        root.addAppender(log);
        camel.addAppender(log);
        camel.setAdditive(false); // into the list and not onto the console
        Level before = camel.getLevel();
        camel.setLevel(Level.DEBUG);
        try {
            for (ScriptedProduct.Answer fault : faults) {
                fault(connector, fault);
            }
        } finally {
            camel.setLevel(before);
            camel.setAdditive(true);
            camel.detachAppender(log);
            root.detachAppender(log);
        }
        assertThat(log.list)
                .as("no secret in the log")
                .noneMatch(line -> line.getFormattedMessage().contains(ConnectorBench.SECRET));
    }

    private static void fault(Connector connector, ScriptedProduct.Answer fault) throws Exception {
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.answerAlways(fault);
            if (connector.manifest().verbs().contains(Verb.COLLECT)) {
                Collected collected = bench.collect("7");
                assertThat(collected.error())
                        .as("a reading answered by " + fault + " fails")
                        .isPresent();
                assertThat(collected.reports())
                        .as("a reading answered by " + fault)
                        .isEmpty();
                assertThat(collected.position())
                        .as("the position after " + fault)
                        .contains("7");
                assertThat(collected.snapshotEnded())
                        .as("a snapshot that breaks off withdraws nothing")
                        .isFalse();
                assertThat(String.valueOf(collected.error())).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().pushesChanges()) {
                Delivered delivered = bench.deliver("add", Samples.of(connector));
                assertThat(delivered.outcomes())
                        .as("additions answered by " + fault)
                        .noneMatch(outcome -> outcome.kind() == Outcome.Kind.DELIVERED);
                assertThat(delivered.toString()).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().verbs().contains(Verb.EXCEPTIONS) && fault.status() != 200) {
                Told told = bench.tell(List.of(Samples.exception()), List.of());
                assertThat(told.error()).as("exceptions answered by " + fault).isPresent();
                assertThat(String.valueOf(told.error())).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().verbs().contains(Verb.ACTUAL)) {
                BrokenLists.isBroken(bench.actual(), "answered by " + fault);
            }
            if (connector.manifest().verbs().contains(Verb.ABOUT)) {
                assertThat(bench.about())
                        .as("how it is set up, answered by " + fault)
                        .singleElement()
                        .matches(note -> note.startsWith("How it is set up can't be read: ")
                                && !note.contains(ConnectorBench.SECRET));
                assertThat(product.requests().get(product.requests().size() - 1).method())
                        .as("it changes nothing")
                        .isEqualTo("GET");
            }
            if (connector.manifest().verbs().contains(Verb.DETECT)) {
                Detected detected = bench.detect("any", 7);
                assertThat(detected.error())
                        .as("a log answered by " + fault + " can't be read")
                        .isPresent();
                assertThat(detected.records()).isEmpty();
                assertThat(detected.position()).isEqualTo(7);
                assertThat(String.valueOf(detected.error())).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().verbs().contains(Verb.CHECK)) {
                Connection connection = bench.check();
                if (fault.status() != 200) {
                    assertThat(connection.signedIn())
                            .as("a connection test answered by " + fault)
                            .isNotEqualTo(true);
                }
                assertThat(connection.advice()).isNotBlank();
                assertThat(connection.toString()).doesNotContain(ConnectorBench.SECRET);
            }
        }
    }
}
