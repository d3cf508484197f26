// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What products meet: each thing once, matched with what is known, kept as long as it is set. */
class DetectionsTest {

    private static final DetectionFilter ALL = new DetectionFilter(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    private static final Duration KEEP = Duration.ofDays(90);

    private final RegistryBench hub = new RegistryBench();
    private final Detections detections = detections(false);

    private Detections detections(boolean extend) {
        return new Detections(hub.jdbc, hub.database.transaction(), hub.clock, new Detections.Limits(KEEP, extend));
    }

    @BeforeEach
    void enter() {
        hub.run("endpoints");
        hub.run("gateway");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private ObjectNode met(ObjectType type, String value) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("at", hub.clock.instant().toString())
                .put("type", type.word())
                .put("value", value)
                .put("action", "Block")
                .put("endpoint", "pc1.example.test");
    }

    private List<String> take(String product, JsonNode... records) {
        return detections.take(product, List.of(records)).stream()
                .map(Fate::outcome)
                .toList();
    }

    private Map<String, Double> measured(String name) {
        return new Measures(hub.jdbc, hub.clock)
                .all().stream()
                        .filter(one -> one.name().equals(name))
                        .collect(Collectors.toMap(one -> one.labels().get(1), Measures.Measure::value));
    }

    private List<DetectionLog.Line> lines() {
        return hub.detectionLog.page(ALL, Optional.empty(), 100);
    }

    @Test
    void the_same_event_is_kept_once_whoever_sends_it_again() {
        ObjectNode numbered = met(IP, "203.0.113.1").put("id", "17");
        ObjectNode again = met(IP, "203.0.113.1").put("id", "17").put("endpoint", "told otherwise");
        ObjectNode bare = met(IP, "203.0.113.1");

        assertThat(take("endpoints", numbered, again, bare, bare))
                .containsExactly("taken", "duplicate", "taken", "duplicate");
        assertThat(take("endpoints", numbered, bare)).containsExactly("duplicate", "duplicate");
        assertThat(take("gateway", numbered)).as("another product's 17").containsExactly("taken");
        assertThat(measured("ctd.detections.taken")).isEqualTo(Map.of("endpoints", 2.0, "gateway", 1.0));
        assertThat(measured("ctd.detections.unmatched")).isEqualTo(Map.of("endpoints", 2.0, "gateway", 1.0));
        assertThat(measured("ctd.detections.duplicates")).isEqualTo(Map.of("endpoints", 4.0, "gateway", 0.0));
    }

    @Test
    void batches_that_overlap_and_come_at_the_same_moment_are_kept_once_each() throws Exception {
        List<JsonNode> batch = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            batch.add(met(IP, "203.0.113.1").put("id", String.valueOf(n)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<List<Fate>>> all = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            List<JsonNode> mine = new ArrayList<>(batch);
            java.util.Collections.rotate(mine, n * 60);
            all.add(threads.submit(() -> detections.take("endpoints", mine)));
        }
        int taken = 0;
        for (Future<List<Fate>> each : all) {
            taken += (int) each.get().stream()
                    .filter(fate -> fate.outcome().equals("taken"))
                    .count();
        }
        threads.shutdown();

        assertThat(taken).isEqualTo(500);
        assertThat(hub.jdbc
                        .sql("select count(*) from detection")
                        .query(Long.class)
                        .single())
                .isEqualTo(500);
    }

    @Test
    void what_was_met_is_matched_as_consumers_match_it() {
        String sha1 = "a".repeat(40);
        String sha256 = "b".repeat(64);
        hub.report(
                "sandbox",
                hub.found(URL, "http://bad.example.test/a"),
                hub.found(DOMAIN, "example.test"),
                hub.found(IP, "203.0.113.9"),
                hub.found(FILE_SHA1, sha1));
        hub.pairs.learn(Map.of(sha1, sha256), "sandbox");

        take(
                "endpoints",
                met(URL, "hxxp://BAD[.]example.test:80/a"),
                met(URL, "http://other.bad.example.test/x?y=1"),
                met(DOMAIN, "Deep.Example.TEST."),
                met(URL, "http://203.0.113.9:8080/x"),
                met(FILE_SHA256, sha256.toUpperCase(java.util.Locale.ROOT)),
                met(FILE_SHA1, sha1),
                met(DOMAIN, "notexample.test"),
                met(URL, "mailto:somebody"));

        assertThat(lines())
                .extracting(line -> line.value() + " -> "
                        + (line.object() == null ? line.list() : line.object().value() + " " + line.list()))
                .containsExactlyInAnyOrder(
                        "http://bad.example.test/a -> http://bad.example.test/a virtual_analyzer",
                        "http://other.bad.example.test/x?y=1 -> example.test virtual_analyzer",
                        "deep.example.test -> example.test virtual_analyzer",
                        "http://203.0.113.9:8080/x -> 203.0.113.9 virtual_analyzer",
                        sha256 + " -> " + sha1 + " virtual_analyzer",
                        sha1 + " -> " + sha1 + " virtual_analyzer",
                        "notexample.test -> none",
                        "mailto:somebody -> none");
        assertThat(lines())
                .filteredOn(line -> line.value().equals("http://bad.example.test/a"))
                .extracting(DetectionLog.Line::reported)
                .containsExactly("hxxp://BAD[.]example.test:80/a");
    }

    @Test
    void the_list_is_the_one_on_which_the_object_stood_when_the_detection_came() {
        hub.report(
                "sandbox",
                hub.found(DOMAIN, "bad.example.test", hub.clock.instant().plus(Duration.ofDays(1))));
        take("endpoints", met(URL, "http://bad.example.test/"));
        hub.clock.advance(Duration.ofDays(2));
        hub.expire();
        take("endpoints", met(URL, "http://bad.example.test/"), met(DOMAIN, "bad.example.test"));

        assertThat(lines())
                .extracting(
                        line -> line.type() + " " + line.list() + " " + (line.object() == null ? "unknown" : "known"))
                .containsExactlyInAnyOrder("url virtual_analyzer known", "url none unknown", "domain none known");
    }

    @Test
    void what_makes_no_detection_is_refused_with_its_reason_and_the_others_stand() {
        ObjectNode ahead = met(IP, "203.0.113.1").put("at", "2026-06-03T12:00:01Z");
        ObjectNode old =
                met(IP, "203.0.113.1").put("at", hub.clock.instant().minus(KEEP).getEpochSecond() - 1);
        ObjectNode odd = met(IP, "203.0.113.1").put("at", "yesterday");
        ObjectNode misspelt = met(IP, "203.0.113.1").put("endpiont", "x");
        List<Fate> fates = detections.take(
                "endpoints",
                List.of(
                        met(IP, " "),
                        ahead,
                        old,
                        odd,
                        misspelt,
                        JsonNodeFactory.instance.textNode("x"),
                        met(IP, "203.0.113.1")));

        assertThat(fates)
                .extracting(Fate::reason)
                .containsExactly("missing", "date", "too_old", "date", "field", "form", null);
        assertThat(fates.get(6).outcome()).isEqualTo("taken");
    }

    @Test
    void hostile_and_endless_texts_are_kept_harmless_and_bounded() {
        ObjectNode hostile = met(URL, "http://bad.example.test/\u0000';drop table detection;--");
        hostile.put("path", "x".repeat(100_000)).put("user", "\uD800=cmd|' /C calc'!A0");
        ObjectNode detail = hostile.putObject("detail");
        for (int n = 0; n < 1_000; n++) {
            detail.put("k" + n, "\u0000v".repeat(20));
        }
        assertThat(take("endpoints", hostile)).containsExactly("taken");

        DetectionLog.Line line = lines().get(0);
        assertThat(line.value()).isEqualTo("http://bad.example.test/\uFFFD';drop table detection;--");
        assertThat(line.path()).hasSize(4_096).endsWith("…");
        assertThat(line.user()).isEqualTo("\uFFFD=cmd|' /C calc'!A0");
        assertThat(line.detail()).hasSizeBetween(50, 200);
    }

    @Test
    void days_that_are_too_old_are_dropped_whole_and_a_late_detection_finds_its_day() {
        detections.keep();
        take("endpoints", met(IP, "203.0.113.1"));
        hub.clock.advance(Duration.ofDays(89));
        detections.keep();
        take("endpoints", met(IP, "203.0.113.2"), met(IP, "203.0.113.3").put("at", "2026-06-20T00:00:00Z"));
        assertThat(lines()).hasSize(3);

        hub.clock.advance(Duration.ofDays(2));
        detections.keep();
        assertThat(lines()).extracting(DetectionLog.Line::value).containsExactly("203.0.113.2", "203.0.113.3");
        assertThat(tables())
                .doesNotContain("detection_2026_06_01")
                .contains("detection_2026_08_31", "detection_2026_09_01");
        hub.clock.advance(Duration.ofDays(40));
        detections.keep();
        assertThat(lines()).extracting(DetectionLog.Line::value).containsExactly("203.0.113.2");
    }

    private List<String> tables() {
        return hub.jdbc
                .sql("select relname from pg_class where relname like 'detection\\_2%' and relkind = 'r'")
                .query(String.class)
                .list();
    }

    @Test
    void the_position_of_a_log_moves_with_its_detections_and_a_run_that_was_overtaken_writes_nothing() {
        hub.detectionSources.enter("endpoints", Optional.of(Duration.ofMinutes(1)));
        assertThat(hub.detectionSources.claimDue(List.of("endpoints"))).containsExactly("endpoints");
        assertThat(hub.detectionSources.claimDue(List.of("endpoints"))).isEmpty();
        DetectRun run = hub.detectionSources.begin("endpoints", "files");
        assertThat(run.position())
                .isEqualTo(RegistryBench.NOON.minus(Duration.ofDays(1)).getEpochSecond());

        Detections.Taken taken = detections.store(new Detections.Brought(
                "endpoints",
                run,
                List.of(met(IP, "203.0.113.1"), met(IP, "203.0.113.2").put("at", "tomorrow")),
                List.of(new Unreadable("unreadable", "It is no event.", "x"))));

        assertThat(taken.fresh()).isEqualTo(1);
        assertThat(taken.position()).isEqualTo(RegistryBench.NOON.getEpochSecond());
        assertThat(hub.detectionSources.begin("endpoints", "files").position()).isEqualTo(taken.position());
        assertThat(hub.detectionSources.begin("endpoints", "urls").position())
                .as("each log has its own")
                .isLessThan(taken.position());
        assertThat(hub.jdbc
                        .sql("select reason from quarantine order by reason")
                        .query(String.class)
                        .list())
                .containsExactly("date", "unreadable");

        hub.detectionSources.done("endpoints", null);
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(hub.detectionSources.claimDue(List.of("endpoints"))).containsExactly("endpoints");
        Detections.Brought late = new Detections.Brought("endpoints", run, List.of(met(IP, "203.0.113.3")), List.of());
        assertThatThrownBy(() -> detections.store(late)).isInstanceOf(OvertakenException.class);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void the_story_tells_what_was_met_in_a_few_lines_however_often_it_was() {
        hub.report("sandbox", hub.found(DOMAIN, "bad.example.test"));
        take("endpoints", met(DOMAIN, "bad.example.test"));
        take("gateway", met(DOMAIN, "bad.example.test").put("action", "log").put("scan", "manual"));
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "endpoints block at pc1.example.test", "gateway log at pc1.example.test (manual)");

        for (int n = 0; n < 500; n++) {
            take(
                    "endpoints",
                    met(DOMAIN, "bad.example.test")
                            .put("endpoint", "pc" + n % 40 + ".example.test")
                            .put("id", "" + n));
        }
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "endpoints block, 501 times at 40 endpoints", "gateway log at pc1.example.test (manual)");
    }

    private List<String> told() {
        return story("bad.example.test").events().stream()
                .filter(event -> event.kind().equals("detected"))
                .map(event -> event.product() + " " + event.detail())
                .toList();
    }

    private Story.Told story(String domain) {
        return hub.story.tell(SuspiciousObject.canonical(DOMAIN, domain)).orElseThrow();
    }

    @Test
    void what_products_still_meet_stays_for_its_usual_life_where_that_is_set_and_else_leaves() {
        Instant soon = hub.clock.instant().plus(Duration.ofDays(3));
        hub.report(
                "sandbox", hub.found(DOMAIN, "bad.example.test", soon), hub.found(DOMAIN, "left.example.test", soon));
        hub.clock.advance(Duration.ofDays(2));
        take("endpoints", met(DOMAIN, "left.example.test"));
        detections(true).take("endpoints", List.of(met(URL, "http://x.bad.example.test/")));

        assertThat(story("bad.example.test").expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(32)));
        assertThat(story("bad.example.test").expiryRule()).isEqualTo("the default for domain, from the last detection");
        assertThat(story("bad.example.test").reports()).as("no source").hasSize(1);
        assertThat(hub.line("bad.example.test").sources()).containsExactly("sandbox");

        hub.clock.advance(Duration.ofDays(29));
        hub.expire();
        assertThat(hub.isListed("left.example.test")).isFalse();
        assertThat(hub.isListed("bad.example.test")).isTrue();
        detections(true).take("endpoints", List.of(met(DOMAIN, "bad.example.test"), met(DOMAIN, "left.example.test")));
        assertThat(hub.isListed("left.example.test"))
                .as("a detection is no report")
                .isFalse();
        hub.clock.advance(Duration.ofDays(29));
        hub.expire();
        assertThat(hub.isListed("bad.example.test")).isTrue();
        hub.clock.advance(Duration.ofDays(2));
        hub.expire();
        assertThat(hub.isListed("bad.example.test")).isFalse();
    }

    @Test
    void a_persons_date_and_a_producers_removal_go_before_what_products_still_meet() {
        hub.report("sandbox", hub.found(DOMAIN, "bad.example.test"), hub.found(DOMAIN, "gone.example.test"));
        Instant date = hub.clock.instant().plus(Duration.ofDays(10));
        hub.decisions.decide(
                new Decisions.Selection(List.of(SuspiciousObject.canonical(DOMAIN, "bad.example.test")), null),
                new Decisions.Decision(false, null, true, date, null, null),
                hub.operator);
        hub.clock.advance(Duration.ofDays(5));
        detections(true).take("endpoints", List.of(met(DOMAIN, "bad.example.test"), met(DOMAIN, "gone.example.test")));
        assertThat(story("bad.example.test").expiresAt()).isEqualTo(date);
        assertThat(story("gone.example.test").expiresAt())
                .isEqualTo(hub.clock.instant().plus(Duration.ofDays(30)));

        hub.report("sandbox", hub.removed(DOMAIN, "gone.example.test"));
        assertThat(hub.isListed("gone.example.test")).isFalse();
        hub.clock.advance(Duration.ofDays(5));
        hub.expire();
        assertThat(hub.isListed("bad.example.test")).isFalse();
    }
}
