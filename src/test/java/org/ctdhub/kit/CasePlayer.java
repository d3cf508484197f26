// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ctdhub.connector.Connection;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Collected;
import org.ctdhub.flow.ConnectorBench.Delivered;
import org.ctdhub.flow.ConnectorBench.Detected;
import org.ctdhub.flow.ConnectorBench.Heard;
import org.ctdhub.flow.ConnectorBench.Held;
import org.ctdhub.flow.ConnectorBench.Told;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Comparisons.Actual;
import org.ctdhub.registry.Delivery.Item;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.Outcome;
import org.ctdhub.registry.Pause;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Unreadable;

/**
 * Plays a case to a connector's routes and tells what came of it. A verb that cases may have stands in this one switch,
 * and nowhere else in the kit.
 */
final class CasePlayer {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper();

    private CasePlayer() {}

    /**
     * What came of a case.
     *
     * @param outcome by the words of the case's {@code then}
     * @param error why it broke off, if it did
     * @param pause for how long the product is left alone, if it is
     */
    record Played(Map<String, Object> outcome, Optional<Exception> error, Optional<Pause> pause) {}

    /** Plays a case and tells what came of it. */
    static Played play(ConnectorBench bench, Case story) throws Exception {
        Map<String, Object> outcome = new LinkedHashMap<>();
        Optional<Exception> error = Optional.empty();
        Optional<Pause> pause = Optional.empty();
        switch (story.verb()) {
            case "collect" -> {
                Collected collected = bench.collect(Case.text(story.given(), "position"));
                outcome.put(
                        "objects",
                        collected.reports().stream().map(CasePlayer::shown).toList());
                outcome.put(
                        "unreadable",
                        collected.unreadable().stream().map(u -> u.reason()).toList());
                outcome.put("position", collected.position().orElse(null));
                outcome.put("snapshot", collected.snapshotEnded());
                outcome.put("error", collected.error().isPresent());
                error = collected.error();
            }
            case "receive" -> {
                Heard heard = bench.receive(Case.list(story.given().get("lines")).stream()
                        .map(String::valueOf)
                        .toList());
                outcome.put(
                        "objects",
                        heard.reports().stream().map(CasePlayer::shown).toList());
                outcome.put("pairs", heard.pairs());
                outcome.put(
                        "detections",
                        heard.detections().stream().map(CasePlayer::shown).toList());
                outcome.put(
                        "unreadable",
                        heard.unreadable().stream().map(u -> u.reason()).toList());
                outcome.put("unknown", heard.unknown());
            }
            case "deliver" -> {
                Delivered delivered = bench.deliver(Case.text(story.given(), "op"), items(story.given()));
                outcome.put(
                        "outcomes",
                        delivered.outcomes().stream().map(CasePlayer::shown).toList());
                pause = delivered.pause();
                outcome.put("pause", pause.isPresent());
                outcome.put("unsure", pause.filter(p -> p.unsure()).isPresent());
            }
            case "answer" ->
                outcome.put(
                        "pairs",
                        bench.ask(Case.list(story.given().get("sha1s")).stream()
                                .map(String::valueOf)
                                .toList()));
            case "exceptions" -> {
                Told told = bench.tell(exceptions(story.given(), "exceptions"), exceptions(story.given(), "held"));
                outcome.put("refused", told.refused());
                outcome.put("error", told.error().isPresent());
                error = told.error();
            }
            case "actual" -> {
                Held held = bench.actual();
                outcome.put("entries", shown(held));
                outcome.put("error", held.error().isPresent());
                error = held.error();
            }
            case "about" -> outcome.put("notes", bench.about());
            case "detect" -> {
                Detected detected = bench.detect(
                        Case.text(story.given(), "log"), Long.parseLong(Case.text(story.given(), "position")));
                outcome.put(
                        "detections",
                        detected.records().stream().map(CasePlayer::shown).toList());
                outcome.put(
                        "unreadable",
                        detected.unreadable().stream().map(Unreadable::reason).toList());
                outcome.put("position", String.valueOf(detected.position()));
                outcome.put("error", detected.error().isPresent());
                error = detected.error();
            }
            case "check" -> {
                Connection connection = bench.check();
                outcome.put("reachable", connection.reachable());
                outcome.put("signedIn", connection.signedIn());
                outcome.put("version", connection.version());
                outcome.put("words", connection.words());
                outcome.put("advice", connection.advice());
            }
            default ->
                throw new AssertionError(
                        story.file()
                                + ": verb must be collect, receive, deliver, answer, exceptions, actual, detect, check, about or file");
        }
        return new Played(outcome, error, pause);
    }

    /** The exceptions that stand under this key of a case's {@code given}. */
    static List<ExceptionTargets.Item> exceptions(Map<String, Object> given, String key) {
        return Case.list(given.get(key)).stream()
                .map(Case::texts)
                .map(item -> new ExceptionTargets.Item(
                        Long.parseLong(item.get("key")), item.get("type"), item.get("pattern"), "exact", false, null))
                .toList();
    }

    /** Null where the reading didn't come to its end, so that nothing is concluded from it. */
    private static List<Map<String, Object>> shown(Held held) {
        return held.entries()
                .map(all -> all.stream().map(CasePlayer::shown).toList())
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
        shown.put("outcome", outcome.kind().name().toLowerCase(Locale.ROOT));
        if (outcome.remoteId() != null) {
            shown.put("id", outcome.remoteId());
        }
        return shown;
    }

    /** The entries of a case's {@code given}. */
    static List<Item> items(Map<String, Object> given) {
        return Case.list(given.get("items")).stream()
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
}
