// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Identity;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Told;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.Outcome;

/**
 * An attacker's text arrives byte by byte, as one entry, or it is refused with a reason and the rest goes. Each case with a
 * URL that the product takes is played again with each hostile value in its place: in what is given, in what the product
 * answers, and so in what has to be sent.
 */
final class HostileValues {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Case story;
    private final String harmless;
    private final ScriptedProduct product;
    private final ConnectorBench bench;
    private final Set<String> refused = new HashSet<>();

    private HostileValues(Case story, ScriptedProduct product, ConnectorBench bench) {
        this.story = story;
        this.harmless = url(story).orElseThrow();
        this.product = product;
        this.bench = bench;
    }

    static void check(Connector connector) throws Exception {
        Collection<Case> stories = stories(connector);
        if (stories.isEmpty()) {
            return;
        }
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            for (Case story : stories) {
                new HostileValues(story, product, bench).each();
            }
            if (takesUrls(connector)) {
                together(connector, product, bench);
            }
        }
    }

    /** One case in which a URL is taken for each thing that is done with it; the author has to show each. */
    private static Collection<Case> stories(Connector connector) {
        Map<String, Case> stories = Case.of(connector).stream()
                .filter(story -> Set.of("deliver", "exceptions").contains(story.verb()))
                .filter(story -> Faults.goesWell(story) && url(story).isPresent())
                .collect(Collectors.toMap(
                        Faults::kind,
                        story -> story,
                        BinaryOperator.maxBy(Comparator.comparingInt(
                                (Case story) -> story.exchanges().size()))));
        if (takesUrls(connector)) {
            assertThat(stories.keySet())
                    .as("cases in which a URL is added, and removed")
                    .contains("deliver add", "deliver remove");
        }
        if (connector
                .manifest()
                .exceptions()
                .filter(keeping -> keeping.types().contains(ObjectType.URL))
                .isPresent()) {
            assertThat(stories.keySet())
                    .as("a case with an exception for a URL")
                    .contains("exceptions ");
        }
        return stories.values();
    }

    private static boolean takesUrls(Connector connector) {
        return connector.manifest().pushesChanges()
                && connector.manifest().delivery().orElseThrow().identity() == Identity.VALUE
                && connector.manifest().takes().stream()
                        .anyMatch(row -> row.types().containsKey(ObjectType.URL));
    }

    private static Optional<String> url(Case story) {
        String list = story.verb().equals("deliver") ? "items" : "exceptions";
        Set<String> refused = Case.list(story.then().get("outcomes")).stream()
                .map(Case::texts)
                .filter(outcome -> !outcome.get("outcome").equals("delivered"))
                .map(outcome -> outcome.get("key"))
                .collect(Collectors.toSet());
        return Case.list(story.given().get(list)).stream()
                .map(Case::texts)
                .filter(item -> item.get("type").equals("url"))
                .map(item -> item.getOrDefault("value", item.get("pattern")))
                .filter(value -> !refused.contains(value))
                .findFirst();
    }

    private void each() throws Exception {
        for (String value : Hostile.VALUES) {
            if (writesXml() && Hostile.isNoXml(value)) {
                beside(value);
            } else {
                inPlace(value);
            }
        }
        assertThat(refused).as(story.file() + ": most are taken").hasSizeLessThan(Hostile.VALUES.size() / 2);
    }

    private boolean writesXml() {
        return story.exchanges().stream().anyMatch(e -> e.body() instanceof String text && text.startsWith("<"));
    }

    private void inPlace(String value) throws Exception {
        product.expectAnew(story.exchanges().stream()
                .map(e -> new ScriptedProduct.Exchange(
                        e.method(), e.path(), e.headers(), e.body(), answered(e.answer(), value)))
                .toList());
        Map<String, Object> given = Case.map(replaced(story.given(), value));
        Optional<String> reason =
                story.verb().equals("deliver") ? deliver(given, value) : tell(given, keyOf(given, value));
        if (reason.isPresent()) {
            assertThat(reason.get()).as("why not " + value).isNotBlank();
            assertThat(sent()).as("nothing of what is refused goes out").noneMatch(text -> text.contains(value));
            refused.add(value);
        } else {
            assertThat(sent()).as(at(value)).isEqualTo(expected(value));
        }
    }

    /** What no XML can hold is one more exception beside those of the case, which all go. */
    private void beside(String value) throws Exception {
        product.expectAnew(story.exchanges());
        List<Object> all = new ArrayList<>(Case.list(story.given().get("exceptions")));
        all.add(Map.of("key", "99", "type", "url", "pattern", value));
        Map<String, Object> given =
                Map.of("exceptions", all, "held", Case.list(story.given().get("held")));
        assertThat(tell(given, "99"))
                .as(at(value) + " is refused")
                .get()
                .asString()
                .contains("XML");
        assertThat(sent()).as(at(value) + ": the others go").isEqualTo(expected(harmless));
    }

    private Optional<String> deliver(Map<String, Object> given, String value) {
        ConnectorBench.Delivered delivered = bench.deliver(Case.text(given, "op"), CasePlayer.items(given));
        assertThat(delivered.pause()).as(at(value)).isEmpty();
        Outcome outcome = delivered.outcomes().stream()
                .filter(each -> each.identity().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError(at(value) + " has no outcome"));
        assertThat(outcome.kind()).as(at(value)).isIn(Outcome.Kind.DELIVERED, Outcome.Kind.REFUSED);
        return outcome.kind() == Outcome.Kind.REFUSED
                ? Optional.of(String.valueOf(outcome.reason()))
                : Optional.empty();
    }

    private Optional<String> tell(Map<String, Object> given, String key) {
        Told told = bench.tell(CasePlayer.exceptions(given, "exceptions"), CasePlayer.exceptions(given, "held"));
        assertThat(told.error()).as(story.file() + " goes on").isEmpty();
        return told.refused().stream()
                .filter(each -> each.startsWith(key + ": "))
                .map(each -> each.substring(key.length() + 2))
                .findFirst();
    }

    private static String keyOf(Map<String, Object> given, String value) {
        return Case.list(given.get("exceptions")).stream()
                .map(Case::texts)
                .filter(item -> value.equals(item.get("pattern")))
                .map(item -> item.get("key"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> sent() throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < product.requests().size(); i++) {
            ScriptedProduct.Request request = product.requests().get(i);
            assertThat(request.headers().keySet()).as("headers").doesNotContain("X-injected");
            boolean told =
                    i < story.exchanges().size() && story.exchanges().get(i).body() != null;
            sent.add(request.method());
            sent.addAll(WireText.of(request.path(), told ? request.body() : ""));
        }
        return sent;
    }

    private List<String> expected(String value) throws Exception {
        List<String> expected = new ArrayList<>();
        for (ScriptedProduct.Exchange exchange : story.exchanges()) {
            expected.add(exchange.method());
            WireText.of(exchange.path(), text(exchange.body())).stream()
                    .map(text -> text.replace(harmless, value))
                    .forEach(expected::add);
        }
        return expected;
    }

    private static String text(Object body) throws Exception {
        if (body == null) {
            return "";
        }
        return body instanceof String text ? text : JSON.writeValueAsString(body);
    }

    private Object replaced(Object given, String value) {
        if (given instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> replaced(each.getValue(), value)));
        }
        if (given instanceof List<?> list) {
            return list.stream().map(each -> replaced(each, value)).toList();
        }
        return given.equals(harmless) ? value : given;
    }

    private ScriptedProduct.Answer answered(ScriptedProduct.Answer answer, String value) {
        boolean xml = answer.body().startsWith("<");
        String body =
                answer.body().replace(xml ? inXml(harmless) : inJson(harmless), xml ? inXml(value) : inJson(value));
        return new ScriptedProduct.Answer(answer.status(), answer.headers(), body);
    }

    private static String inXml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\t", "&#9;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;");
    }

    private static String inJson(String text) {
        return text.codePoints()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private String at(String value) {
        return story.file() + " with " + value;
    }

    /** All of them in as few calls as the product allows: none takes another one along. */
    private static void together(Connector connector, ScriptedProduct product, ConnectorBench bench) throws Exception {
        product.expectAnew(List.of());
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
            WireText.of("/", request.body()).forEach(text -> texts.add(text.substring(text.indexOf(": ") + 2)));
        }
        Hostile.VALUES.stream()
                .filter(value -> !refused.contains(value))
                .forEach(value -> assertThat(texts).containsOnlyOnce(value));
    }
}
