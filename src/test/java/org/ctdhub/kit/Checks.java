// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ctdhub.connector.Auth;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Identity;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.Verb;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Collected;
import org.ctdhub.flow.ConnectorBench.Delivered;
import org.ctdhub.flow.ConnectorBench.Detected;
import org.ctdhub.flow.ConnectorBench.Heard;
import org.ctdhub.flow.ConnectorBench.Held;
import org.ctdhub.flow.ConnectorBench.Told;
import org.ctdhub.format.CsvTable;
import org.ctdhub.format.Mapping;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Comparisons.Actual;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.Outcome;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Unreadable;
import org.slf4j.LoggerFactory;

/** What every connector has to prove. Each check throws an AssertionError that says what is wrong. */
final class Checks {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_FILES = 8;
    private static final int LINES_OF_A_README = 15;

    private Checks() {}

    static void folder(Connector connector) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(connector.path())) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().endsWith("cases"))
                    .toList();
        }
        assertThat(files).as("files beside the cases").hasSizeLessThanOrEqualTo(MOST_FILES);
        assertThat(Files.readAllLines(connector.path().resolve("README.md")))
                .as("README.md tells an operator what to do")
                .hasSizeGreaterThan(LINES_OF_A_README);
        for (Verb verb : connector.manifest().verbs()) {
            String word = verb != Verb.DELIVER || pushesChanges(connector) ? verb.word() : "file";
            assertThat(Case.of(connector))
                    .as("a case for " + word)
                    .anyMatch(c -> c.verb().equals(word));
        }
    }

    /** Else deliver.kamelet.yaml puts list files in place, and calls nobody. */
    private static boolean pushesChanges(Connector connector) {
        return connector
                .manifest()
                .delivery()
                .filter(way -> way.style() == Style.CHANGES)
                .isPresent();
    }

    static void placed(Connector connector) throws Exception {
        FileChecks.placed(connector, CLOCK);
    }

    /** Every type and action that a row doesn't take is left out, and the operator is told why. */
    static void refusals(Connector connector) {
        for (CapabilityRow row : connector.manifest().takes()) {
            for (ObjectType type : ObjectType.values()) {
                for (ScanAction action : ScanAction.values()) {
                    Optional<ScanAction> given = row.actionFor(type, action);
                    if (!row.types().containsKey(type)) {
                        assertThat(given).as(row.name() + ": " + type.word()).isEmpty();
                        assertThat(row.notTaken().get(type))
                                .as(row.name() + " says why not " + type.word())
                                .isNotBlank();
                    }
                    given.ifPresent(g -> assertThat(g.weakerThan(action) || g == action)
                            .as(row.name() + " never makes an action stronger")
                            .isTrue());
                }
            }
        }
    }

    static void story(Connector connector, Case story) throws Exception {
        if (story.verb().equals("file")) {
            FileChecks.story(connector, story);
            return;
        }
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
            product.expect(story.exchanges());
            Map<String, Object> outcome = tell(bench, story);
            assertThat(product.complaints()).as(story.title()).isEmpty();
            assertThat(outcome).as(story.title()).containsAllEntriesOf(story.then());
        }
    }

    /** The same deliveries again end as they did: an effect once, however often it is sent. */
    static void twice(Connector connector, Case story) throws Exception {
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
            product.expect(story.exchanges());
            product.expect(story.exchanges());
            Map<String, Object> first = tell(bench, story);
            assertThat(tell(bench, story)).as(story.title() + ", twice").isEqualTo(first);
            assertThat(product.complaints()).as(story.title() + ", twice").isEmpty();
        }
    }

    private static Map<String, Object> tell(ConnectorBench bench, Case story) throws Exception {
        Map<String, Object> outcome = new LinkedHashMap<>();
        switch (story.verb()) {
            case "collect" -> {
                Collected collected = bench.collect(Case.text(story.given(), "position"));
                outcome.put(
                        "objects",
                        collected.reports().stream().map(Checks::shown).toList());
                outcome.put(
                        "unreadable",
                        collected.unreadable().stream().map(u -> u.reason()).toList());
                outcome.put("position", collected.position().orElse(null));
                outcome.put("snapshot", collected.snapshotEnded());
                outcome.put("error", collected.error().isPresent());
            }
            case "receive" -> {
                Heard heard = bench.receive(Case.list(story.given().get("lines")).stream()
                        .map(String::valueOf)
                        .toList());
                outcome.put(
                        "objects", heard.reports().stream().map(Checks::shown).toList());
                outcome.put("pairs", heard.pairs());
                outcome.put(
                        "unreadable",
                        heard.unreadable().stream().map(u -> u.reason()).toList());
                outcome.put("unknown", heard.unknown());
            }
            case "deliver" -> {
                Delivered delivered = bench.deliver(Case.text(story.given(), "op"), items(story));
                outcome.put(
                        "outcomes",
                        delivered.outcomes().stream().map(Checks::shown).toList());
                outcome.put("pause", delivered.pause().isPresent());
                outcome.put("unsure", delivered.pause().filter(p -> p.unsure()).isPresent());
            }
            case "answer" ->
                outcome.put(
                        "pairs",
                        bench.ask(Case.list(story.given().get("sha1s")).stream()
                                .map(String::valueOf)
                                .toList()));
            case "exceptions" -> {
                Told told = bench.tell(exceptions(story, "exceptions"), exceptions(story, "held"));
                outcome.put("refused", told.refused());
                outcome.put("error", told.error().isPresent());
            }
            case "actual" -> {
                Held held = bench.actual();
                outcome.put("entries", shown(held));
                outcome.put("error", held.error().isPresent());
            }
            case "about" -> outcome.put("notes", bench.about());
            case "detect" -> {
                Detected detected = bench.detect(
                        Case.text(story.given(), "log"), Long.parseLong(Case.text(story.given(), "position")));
                outcome.put(
                        "detections",
                        detected.records().stream().map(Checks::shown).toList());
                outcome.put(
                        "unreadable",
                        detected.unreadable().stream().map(Unreadable::reason).toList());
                outcome.put("position", String.valueOf(detected.position()));
                outcome.put("error", detected.error().isPresent());
            }
            case "check" -> {
                Connection connection = bench.check();
                outcome.put("reachable", connection.reachable());
                outcome.put("signedIn", connection.signedIn());
                outcome.put("version", connection.version());
            }
            default ->
                throw new AssertionError(
                        story.file()
                                + ": verb must be collect, receive, deliver, answer, exceptions, actual, detect, check, about or file");
        }
        return outcome;
    }

    private static List<ExceptionTargets.Item> exceptions(Case story, String key) {
        return Case.list(story.given().get(key)).stream()
                .map(Case::texts)
                .map(item -> new ExceptionTargets.Item(
                        Long.parseLong(item.get("key")), item.get("type"), item.get("pattern"), "exact", false, null))
                .toList();
    }

    /** Null where the reading didn't come to its end, so that nothing is concluded from it. */
    private static List<Map<String, Object>> shown(Held held) {
        return held.entries()
                .map(all -> all.stream().map(Checks::shown).toList())
                .orElse(null);
    }

    private static Map<String, Object> shown(Actual entry) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("type", entry.object().type().word());
        shown.put("key", entry.object().value());
        shown.put("ours", entry.ours());
        if (entry.remoteId() != null) {
            shown.put("id", entry.remoteId());
        }
        if (entry.action() != null) {
            shown.put("action", entry.action().word());
        }
        return shown;
    }

    /** What a detection says, without what it leaves out. */
    private static Map<String, Object> shown(JsonNode detection) {
        Map<String, Object> shown = new LinkedHashMap<>();
        detection.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                Object value = field.getValue().isIntegralNumber()
                        ? field.getValue().intValue() // as YAML reads it
                        : JSON.convertValue(field.getValue(), Object.class);
                shown.put(field.getKey(), value);
            }
        });
        return shown;
    }

    private static Map<String, Object> shown(Report report) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("type", report.object().type().word());
        shown.put("value", report.object().value());
        shown.put("op", report.removed() ? "remove" : "add");
        shown.put("risk", report.risk().word());
        shown.put("expires", expiry(report.expiresAt()));
        return shown;
    }

    private static String expiry(Instant expires) {
        if (expires == null) {
            return "default";
        }
        return expires.equals(Instant.MAX) ? "never" : expires.toString();
    }

    private static Map<String, Object> shown(Outcome outcome) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key", outcome.identity());
        shown.put("outcome", outcome.kind().name().toLowerCase(java.util.Locale.ROOT));
        if (outcome.remoteId() != null) {
            shown.put("id", outcome.remoteId());
        }
        return shown;
    }

    private static List<Item> items(Case story) {
        return Case.list(story.given().get("items")).stream()
                .map(Case::texts)
                .map(item -> new Item(
                        item.getOrDefault("key", item.get("value")),
                        SuspiciousObject.canonical(type(item.get("type")), item.get("value")),
                        ScanAction.of(item.getOrDefault("action", "block")),
                        Optional.ofNullable(item.get("id"))))
                .toList();
    }

    private static ObjectType type(String word) {
        return Stream.of(ObjectType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Whatever a product answers instead of what it should: nothing is taken for done, and no secret gets out. */
    static void faults(Connector connector) throws Exception {
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
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
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
            if (pushesChanges(connector)) {
                Delivered delivered = bench.deliver("add", sample(connector));
                assertThat(delivered.outcomes())
                        .as("additions answered by " + fault)
                        .noneMatch(outcome -> outcome.kind() == Outcome.Kind.DELIVERED);
                assertThat(delivered.toString()).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().verbs().contains(Verb.EXCEPTIONS) && fault.status() != 200) {
                Told told = bench.tell(List.of(exception()), List.of());
                assertThat(told.error()).as("exceptions answered by " + fault).isPresent();
                assertThat(String.valueOf(told.error())).doesNotContain(ConnectorBench.SECRET);
            }
            if (connector.manifest().verbs().contains(Verb.ACTUAL)) {
                broken(bench.actual(), "answered by " + fault);
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

    /** Half an answer, or another document, is never taken for all that a product holds. */
    static void brokenLists(Connector connector) throws Exception {
        for (Case story : Case.of(connector)) {
            if (story.verb().equals("actual")
                    && Boolean.FALSE.equals(story.then().get("error"))) {
                String whole = story.exchanges().get(0).answer().body();
                for (String body : List.of(whole.substring(0, whole.length() / 2), "{}", "[]", whole + whole)) {
                    try (ScriptedProduct product = new ScriptedProduct();
                            ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
                        product.answerAlways(new ScriptedProduct.Answer(200, Map.of(), body));
                        broken(bench.actual(), "answered by " + body);
                    }
                }
            }
        }
    }

    private static void broken(Held held, String how) {
        assertThat(held.error()).as("a list " + how + " fails").isPresent();
        assertThat(held.entries()).as("a list " + how + " is no empty list").isEmpty();
        assertThat(String.valueOf(held.error())).doesNotContain(ConnectorBench.SECRET);
    }

    private static ExceptionTargets.Item exception() {
        return new ExceptionTargets.Item(1, "domain", "good.example.test", "host", false, null);
    }

    /** A connection test tells the right key from a wrong one, and a wrong one from nobody. */
    static void connectionTest(Connector connector) throws Exception {
        if (!connector.manifest().verbs().contains(Verb.CHECK)) {
            return;
        }
        ScriptedProduct product = new ScriptedProduct();
        URI gone = product.url();
        try (product;
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
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
        try (ConnectorBench bench = new ConnectorBench(connector, gone, CLOCK)) {
            Connection nobody = bench.check();
            assertThat(nobody.reachable()).as("nobody there: " + nobody).isFalse();
            assertThat(nobody.signedIn()).isNull();
            assertThat(nobody.words()).isEqualTo("refused");
        }
    }

    /** Two entries of the first type that the connector pushes. */
    private static List<Item> sample(Connector connector) {
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

    private static Item value(String url) {
        return new Item(url, SuspiciousObject.canonical(ObjectType.URL, url), ScanAction.BLOCK, Optional.empty());
    }

    /** An attacker's text arrives byte by byte, as one entry each, or not at all; nothing evaluates it. */
    static void hostileValues(Connector connector) throws Exception {
        if (!pushesChanges(connector)
                || connector.manifest().delivery().orElseThrow().identity() != Identity.VALUE) {
            return;
        }
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CLOCK)) {
            product.answerAlways(answerToAddition(connector));
            int batch = connector.manifest().delivery().orElseThrow().batch();
            List<Item> all = Hostile.VALUES.stream().map(Checks::value).toList();
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

    /** A list in CSV gives an attacker's text back as it was, one row each, and tells each from the others. */
    static void csv(Connector connector) {
        connector.manifest().csv().forEach((name, file) -> {
            Mapping mapping = Mapping.load(connector.mapping(), "mark");
            List<Map<String, String>> rows = Hostile.VALUES.stream()
                    .map(value -> mapping.apply(
                            name + "_row", JSON.valueToTree(Map.of("type", "url", "value", value, "action", "block"))))
                    .map(row -> file.columns().stream()
                            .collect(Collectors.toMap(
                                    column -> column, column -> row.path(column).asText(""))))
                    .toList();
            List<Map<String, String>> again = CsvTable.read(
                            CsvTable.read(new byte[0], file.columns()).with(rows), file.columns())
                    .rows();
            assertThat(again).as(name).isEqualTo(rows);
            assertThat(again.stream()
                            .map(row -> mapping.apply(name + "_key", JSON.valueToTree(row))
                                    .asText()))
                    .as(name + ": what tells a row from others")
                    .doesNotHaveDuplicates();
        });
    }

    /** What a product answers to the first call of an addition, as a case shows it. */
    private static ScriptedProduct.Answer answerToAddition(Connector connector) {
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

    private static void texts(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts(child, texts));
    }
}
