// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.kit.Faults.Call;

/** What a product answers makes no log line of its own, nor steers a terminal, whichever status it comes with. */
final class LogLines {

    private static final String FORGED = "2020-01-01T00:00:00Z ERROR forged";
    private static final String ATTACK = "no\r\n" + FORGED + "\u001B[2J";

    private LogLines() {}

    static void check(Connector connector) throws Exception {
        List<ILoggingEvent> log = Faults.listening(() -> {
            try (ScriptedProduct product = new ScriptedProduct();
                    ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
                for (Call call : Faults.calls(connector)) {
                    String well = poisoned(
                            call.story().exchanges().get(call.number()).answer().body());
                    play(product, bench, call, 200, well);
                    play(product, bench, call, 500, well);
                    play(product, bench, call, 200, ATTACK);
                    play(product, bench, call, 400, ATTACK);
                }
            }
        });
        assertThat(log)
                .flatExtracting(LogLines::texts)
                .as("a log line that the product wrote; log no more of an answer than a number of the hub's own")
                .noneMatch(text -> text.contains("\n" + FORGED) || text.contains("\u001B"));
    }

    /** An answer with the attack behind each of its texts. */
    private static String poisoned(String body) {
        return body.startsWith("<")
                ? body.replaceAll(">([^<]+)<", ">$1&#13;&#10;" + FORGED + "<")
                : body.replaceAll("(:\\s*\"[^\"\\\\]*)\"", "$1\\\\r\\\\n" + FORGED + "\\\\u001B[2J\"");
    }

    /** What becomes of the case, the fault matrix says. */
    private static void play(ScriptedProduct product, ConnectorBench bench, Call call, int status, String body) {
        product.expectAnew(call.before());
        product.answerAlways(new ScriptedProduct.Answer(status, Map.of(), body));
        Faults.played(bench, call.story());
    }

    /** All that the hub's lines show of an event. */
    private static List<String> texts(ILoggingEvent line) {
        return Stream.of(
                        line.getFormattedMessage(),
                        line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy()))
                .toList();
    }
}
