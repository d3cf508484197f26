// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.WarningKind;
import org.ctdhub.policy.WarningList;
import org.ctdhub.registry.Decisions.Decision;
import org.ctdhub.registry.Decisions.Selection;
import org.ctdhub.registry.WarningLists.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What warning lists do with objects: tell, hold, suppress. */
class WarningListsTest {

    private static final String NAME = "cdn.example.test";

    private static final RegistryBench HUB = new RegistryBench();

    @AfterEach
    void empty() {
        HUB.warnings.all().forEach(line -> HUB.warningVersions.remove(line.name(), HUB.operator));
        HUB.carryOnAll();
        HUB.jdbc
                .sql("truncate object, sighting, entry, decision, listed, event, task, task_object, warning_hit,"
                        + " warning_release cascade")
                .update();
    }

    @AfterAll
    static void close() {
        HUB.close();
    }

    @Test
    void a_list_that_informs_changes_nothing_and_is_told_in_the_story() {
        load("popular", Mode.INFORM, WarningKind.STRING, NAME);
        HUB.report("one", HUB.found(DOMAIN, NAME));

        assertThat(HUB.isListed(NAME)).isTrue();
        assertThat(told(DOMAIN, NAME).heldBack()).isEmpty();
        assertThat(told(DOMAIN, NAME).warnings())
                .containsExactly(new WarningLists.Match("popular", "The list popular", "inform", NAME));
    }

    @Test
    void what_is_held_waits_for_a_person_and_the_story_says_why() {
        load("popular", Mode.HOLD, WarningKind.HOSTNAME, ".example.test");
        HUB.report("one", HUB.found(DOMAIN, NAME), HUB.found(URL, "http://cdn.example.test/a"));

        assertThat(HUB.isListed(NAME)).isFalse();
        assertThat(HUB.line(NAME).state()).isEqualTo("held");
        assertThat(told(DOMAIN, NAME).heldBack())
                .containsExactly("held by the warning list The list popular: .example.test");
        assertThat(told(DOMAIN, NAME).reports()).hasSize(1);
        assertThat(told(DOMAIN, NAME).events()).anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo("warned");
            assertThat(event.detail()).isEqualTo("The list popular: .example.test");
        });

        Task task = HUB.decisions.release(named(DOMAIN, NAME), HUB.operator);

        assertThat(HUB.isListed(NAME)).isTrue();
        assertThat(HUB.isListed("http://cdn.example.test/a")).isFalse();
        HUB.undo.undo(task.id(), HUB.operator);
        assertThat(HUB.isListed(NAME)).isFalse();
    }

    @Test
    void a_persons_hold_ends_together_with_that_of_the_lists() {
        load("popular", Mode.HOLD, WarningKind.STRING, NAME);
        HUB.report("one", HUB.found(DOMAIN, NAME));

        HUB.decisions.decide(named(DOMAIN, NAME), hold(false), HUB.operator);
        assertThat(HUB.isListed(NAME)).isTrue();

        HUB.decisions.decide(named(DOMAIN, NAME), hold(true), HUB.operator);
        HUB.decisions.decide(named(DOMAIN, NAME), hold(false), HUB.operator);
        assertThat(HUB.isListed(NAME)).isTrue();
    }

    @Test
    void what_is_suppressed_is_not_listed_whoever_lets_it_go_but_its_sightings_stay() {
        load("popular", Mode.SUPPRESS, WarningKind.CIDR, "198.51.100.0/24");
        HUB.report("one", HUB.found(IP, "198.51.100.7"), HUB.found(IP, "203.0.113.7"));

        HUB.decisions.release(named(IP, "198.51.100.7"), HUB.operator);

        assertThat(HUB.isListed("198.51.100.7")).isFalse();
        assertThat(HUB.isListed("203.0.113.7")).isTrue();
        assertThat(HUB.line("198.51.100.7").state()).isEqualTo("suppressed");
        assertThat(HUB.line("198.51.100.7").sources()).containsExactly("one");
        assertThat(HUB.warnings.kept(10))
                .containsExactly(new WarningLists.Kept(
                        "ip", "198.51.100.7", "suppressed", "popular", "The list popular", "198.51.100.0/24"));
    }

    @Test
    void what_a_person_put_on_the_list_is_never_held() {
        load("popular", Mode.SUPPRESS, WarningKind.STRING, NAME);
        HUB.report("one", HUB.found(DOMAIN, NAME));
        HUB.userDefined.put(
                new UserDefinedList.Wish(SuspiciousObject.canonical(DOMAIN, NAME), null, Instant.MAX, null),
                HUB.operator);

        assertThat(HUB.isListed(NAME)).isTrue();
        assertThat(told(DOMAIN, NAME).warnings()).hasSize(1);

        HUB.userDefined.remove(SuspiciousObject.canonical(DOMAIN, NAME), HUB.operator);
        assertThat(HUB.isListed(NAME)).as("only the sandbox says so now").isFalse();
    }

    @Test
    void a_list_that_comes_later_takes_hold_of_what_is_there_and_lets_go_when_it_is_taken_away() {
        HUB.report("one", HUB.found(DOMAIN, NAME), HUB.found(DOMAIN, "bad.example.test"));
        long before = HUB.head();

        load("popular", Mode.HOLD, WarningKind.STRING, NAME, "other.example.test");
        assertThat(HUB.isListed(NAME)).isFalse();
        assertThat(HUB.isListed("bad.example.test")).isTrue();
        assertThat(HUB.head()).as("one removal").isEqualTo(before + 1);

        load("popular", Mode.HOLD, WarningKind.STRING, "other.example.test", "bad.example.test");
        assertThat(HUB.isListed(NAME)).as("no longer on it").isTrue();
        assertThat(HUB.isListed("bad.example.test")).isFalse();

        load("second", Mode.HOLD, WarningKind.HOSTNAME, "example.test");
        HUB.warningVersions.remove("popular", HUB.operator);
        HUB.carryOnAll();
        assertThat(HUB.isListed("bad.example.test")).as("held by the other").isFalse();
        HUB.warningVersions.remove("second", HUB.operator);
        HUB.carryOnAll();
        assertThat(HUB.isListed("bad.example.test")).isTrue();
    }

    @Test
    void the_mode_of_a_list_can_be_tried_set_and_taken_back() {
        load("popular", Mode.INFORM, WarningKind.STRING, NAME);
        HUB.report("one", HUB.found(DOMAIN, NAME));

        assertThat(HUB.warnings.previewMode("popular", Mode.HOLD, HUB.operator).changes())
                .isEqualTo(1);
        assertThat(HUB.isListed(NAME)).isTrue();

        Task task = HUB.warnings.setMode("popular", Mode.HOLD, HUB.operator);
        assertThat(HUB.isListed(NAME)).isFalse();
        assertThat(HUB.warnings.find("popular").holds()).isEqualTo(1);

        HUB.undo.undo(task.id(), HUB.operator);
        assertThat(HUB.isListed(NAME)).isTrue();
    }

    @Test
    void a_type_says_what_an_entry_matches() {
        load("exact", Mode.HOLD, WarningKind.STRING, "one.example.test");
        load("below", Mode.HOLD, WarningKind.HOSTNAME, "two.example.test");
        load("part", Mode.HOLD, WarningKind.SUBSTRING, "/Tracking/");
        load("expression", Mode.HOLD, WarningKind.REGEX, "/^https?:\\/\\/[a-z]{3}[0-9]+\\.Example\\.test\\//i");
        load("network", Mode.HOLD, WarningKind.CIDR, "198.51.100.0/25", "2001:db8::/32");
        List<SuspiciousObject> held = List.of(
                SuspiciousObject.canonical(DOMAIN, "one.example.test"),
                SuspiciousObject.canonical(DOMAIN, "two.example.test"),
                SuspiciousObject.canonical(DOMAIN, "a.b.two.example.test"),
                SuspiciousObject.canonical(URL, "http://c.two.example.test/x"),
                SuspiciousObject.canonical(URL, "http://three.example.test/tracking/x"),
                SuspiciousObject.canonical(URL, "http://abc12.example.test/"),
                SuspiciousObject.canonical(IP, "198.51.100.127"),
                SuspiciousObject.canonical(IP, "2001:db8::7"),
                SuspiciousObject.canonical(URL, "http://198.51.100.1/x"));
        List<SuspiciousObject> free = List.of(
                SuspiciousObject.canonical(DOMAIN, "a.one.example.test"),
                SuspiciousObject.canonical(URL, "http://one.example.test/"),
                SuspiciousObject.canonical(DOMAIN, "xtwo.example.test"),
                SuspiciousObject.canonical(DOMAIN, "two.example.test.other.test"),
                SuspiciousObject.canonical(URL, "http://abcd12.example.test/"),
                SuspiciousObject.canonical(IP, "198.51.100.128"),
                SuspiciousObject.canonical(IP, "2001:db9::7"));

        HUB.report("one", reports(held));
        HUB.report("one", reports(free));

        assertThat(HUB.warnings.kept(100).stream().map(WarningLists.Kept::value))
                .containsExactlyInAnyOrderElementsOf(
                        held.stream().map(SuspiciousObject::value).toList());
        HUB.warnings.all().forEach(line -> HUB.warningVersions.remove(line.name(), HUB.operator));
        HUB.carryOnAll();
        assertThat(HUB.warnings.kept(100)).isEmpty();
        load("below", Mode.HOLD, WarningKind.HOSTNAME, "two.example.test");
        load("part", Mode.HOLD, WarningKind.SUBSTRING, "/Tracking/");
        load("network", Mode.HOLD, WarningKind.CIDR, "198.51.100.0/25", "2001:db8::/32");
        assertThat(HUB.warnings.kept(100)).as("the other way round").hasSize(7);
    }

    @Test
    void a_list_is_about_the_types_that_it_names() {
        WarningList list = WarningList.of(
                new WarningList.Head("Only names", null, "1", WarningKind.HOSTNAME, Set.of(DOMAIN)),
                List.of("example.test"));
        HUB.warningVersions.load("names", "a file", "1", list, Mode.HOLD, false, HUB.operator);
        HUB.carryOnAll();

        HUB.report("one", HUB.found(DOMAIN, NAME), HUB.found(URL, "http://cdn.example.test/a"));

        assertThat(HUB.isListed(NAME)).isFalse();
        assertThat(HUB.isListed("http://cdn.example.test/a")).isTrue();
    }

    @Test
    void a_list_that_shrank_to_little_or_nothing_is_refused_and_the_last_good_one_stays() {
        String[] many =
                IntStream.range(0, 30).mapToObj(n -> "h" + n + ".example.test").toArray(String[]::new);
        load("popular", Mode.HOLD, WarningKind.STRING, many);

        assertThatThrownBy(() -> load("popular", Mode.HOLD, WarningKind.STRING, "h0.example.test"))
                .isInstanceOf(ImpossibleException.class)
                .hasMessageContaining("has 1 entries now, and had 30");
        assertThatThrownBy(() -> load("popular", Mode.HOLD, WarningKind.STRING))
                .hasMessageContaining("no entry that can match");
        HUB.warningLooks.failed("popular", "a file", "HTTP status 404");

        assertThat(HUB.warnings.find("popular").entries()).isEqualTo(30);
        assertThat(HUB.warningLooks.failures())
                .extracting(WarningLooks.Failure::error)
                .containsExactly("HTTP status 404");
        HUB.report("one", HUB.found(DOMAIN, "h29.example.test"));
        assertThat(HUB.isListed("h29.example.test")).isFalse();

        load("popular", Mode.HOLD, WarningKind.STRING, many);
        assertThat(HUB.warningLooks.failures()).as("good again").isEmpty();
    }

    @Test
    void the_same_list_again_is_no_work() {
        load("popular", Mode.HOLD, WarningKind.STRING, NAME);
        int tasks = HUB.tasks.latest(100).size();

        assertThat(load("popular", Mode.INFORM, WarningKind.STRING, NAME)).isFalse();

        assertThat(HUB.tasks.latest(100)).hasSize(tasks);
        assertThat(HUB.warnings.find("popular").mode())
                .as("a known list keeps its own")
                .isEqualTo("hold");
    }

    @Test
    void more_than_ten_thousand_objects_are_let_go_in_steps() {
        Report[] all = IntStream.range(0, 10_050)
                .mapToObj(n -> HUB.found(FILE_SHA256, String.format("%064x", n)))
                .toArray(Report[]::new);
        HUB.jdbc.sql("update product set free_until = 'infinity'").update();
        HUB.sightings.register(new Batch(free("two"), List.of(all), List.of(), "1"));
        String[] hashes = Arrays.stream(all).map(r -> r.object().value()).toArray(String[]::new);

        HUB.warningVersions.load(
                "files", "a file", "7", list(WarningKind.STRING, "files", hashes), Mode.HOLD, false, HUB.operator);
        Task task = HUB.tasks.latest(1).get(0);
        HUB.foreman.carryOn(task.id());
        HUB.foreman.carryOn(task.id());

        assertThat(HUB.tasks.find(task.id()).orElseThrow().done()).isEqualTo(10_000);
        HUB.carryOnAll();
        assertThat(HUB.warnings.find("files").holds()).isEqualTo(10_050);
    }

    private static CollectRun free(String producer) {
        CollectRun run = HUB.run(producer);
        HUB.jdbc.sql("update product set free_until = 'infinity'").update();
        return run;
    }

    private static Report[] reports(List<SuspiciousObject> objects) {
        return objects.stream().map(o -> HUB.found(o.type(), o.value())).toArray(Report[]::new);
    }

    private static boolean load(String name, Mode mode, WarningKind kind, String... entries) {
        String digest = String.join(" ", entries);
        boolean changed =
                HUB.warningVersions.load(name, "a file", digest, list(kind, name, entries), mode, false, HUB.operator);
        HUB.carryOnAll();
        return changed;
    }

    private static WarningList list(WarningKind kind, String name, String... entries) {
        return WarningList.of(
                new WarningList.Head("The list " + name, null, "1", kind, Set.of(ObjectType.values())),
                List.of(entries));
    }

    private static Story.Told told(ObjectType type, String value) {
        return HUB.story.tell(SuspiciousObject.canonical(type, value)).orElseThrow();
    }

    private static Selection named(ObjectType type, String value) {
        return new Selection(List.of(SuspiciousObject.canonical(type, value)), null);
    }

    private static Decision hold(boolean hold) {
        return new Decision(false, null, false, null, hold, null);
    }
}
