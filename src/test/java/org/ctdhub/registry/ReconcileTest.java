// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;
import static org.ctdhub.policy.ScanAction.BLOCK;
import static org.ctdhub.policy.ScanAction.LOG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.ctdhub.registry.Comparisons.Actual;
import org.ctdhub.registry.Comparisons.Comparing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a product holds against what it was sent: drift in each direction is found, shown, and repaired once. */
class ReconcileTest {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ONE = "203.0.113.1";
    private static final String TWO = "203.0.113.2";

    private final RegistryBench hub = new RegistryBench();
    private final Comparisons comparisons =
            new Comparisons(hub.jdbc, hub.database.transaction(), hub.deliveries, hub.clock);

    @BeforeEach
    void enter() {
        hub.products.enter(
                "gate",
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(RegistryBench.row(LOG, Taking.keep(), IP, URL)));
        comparisons.enter("gate", Optional.of(DAY));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_product_is_read_back_each_period_and_when_somebody_asks() {
        assertThat(comparisons.due()).as("nothing was sent yet").isEmpty();
        hub.clock.advance(DAY);
        assertThat(comparisons.due()).containsExactly("gate");

        compare("gate");
        assertThat(comparisons.due()).isEmpty();
        assertThat(comparisons.dueNow("gate")).isTrue();
        assertThat(comparisons.due()).containsExactly("gate");
        assertThat(comparisons.dueNow("nobody")).isFalse();

        comparisons.enter("gate", Optional.empty());
        assertThat(comparisons.dueNow("gate")).isFalse();
    }

    @Test
    void what_is_there_as_it_was_delivered_is_confirmed_and_nothing_is_sent() {
        deliver(ONE, TWO);
        assertThat(state(ONE)).isEqualTo("delivered");
        hub.clock.advance(DAY);
        compare("gate", there(ONE, BLOCK), there(TWO, null));

        assertThat(state(ONE)).isEqualTo("confirmed");
        assertThat(state(TWO)).isEqualTo("confirmed");
        assertThat(hub.take("gate")).isEmpty();
        assertThat(found("gate").drift()).containsOnly(drift("missing", 0), drift("surplus", 0), drift("changed", 0));
        assertThat(found("gate").entries()).isEqualTo(2);
        assertThat(found("gate").comparedAt()).isEqualTo(hub.clock.instant().minus(SECOND));
    }

    @Test
    void what_is_missing_is_sent_again_and_nothing_else() {
        deliver(ONE, TWO);
        compare("gate", there(TWO, BLOCK));

        assertThat(state(ONE)).isEqualTo("due");
        assertThat(found("gate").missing()).isEqualTo(1);
        Delivery again = hub.take("gate").orElseThrow();
        assertThat(again.removal()).isFalse();
        assertThat(again.unsure()).isFalse();
        assertThat(again.items())
                .singleElement()
                .matches(item -> item.identity().equals(ONE) && item.remoteId().isEmpty());
        hub.delivered(again);
        assertThat(state(ONE)).isEqualTo("delivered");
        assertThat(kinds(ONE)).containsSubsequence("delivered", "drifted", "delivered");
        assertThat(kinds(TWO)).doesNotContain("drifted");
        assertThat(hub.take("gate")).isEmpty();
    }

    @Test
    void what_bears_the_mark_and_is_not_wanted_is_removed_by_its_id_even_if_nobody_here_knew_it() {
        deliver(ONE);
        hub.producers.done(hub.run("one"));
        compare("gate", there(ONE, BLOCK), there("203.0.113.99", BLOCK));

        assertThat(found("gate").surplus()).isEqualTo(1);
        Delivery removal = hub.take("gate").orElseThrow();
        assertThat(removal.removal()).isTrue();
        assertThat(removal.items())
                .singleElement()
                .matches(item -> item.object().value().equals("203.0.113.99")
                        && item.remoteId().equals(Optional.of("#203.0.113.99")));
        hub.delivered(removal);
        assertThat(kinds("203.0.113.99")).containsExactly("drifted", "removed");
        assertThat(hub.isListed("203.0.113.99")).isFalse();
        assertThat(hub.take("gate")).isEmpty();
    }

    @Test
    void what_a_restored_registry_does_not_know_stays_an_hour_until_all_producers_were_heard_again() {
        deliver(ONE);
        hub.producers.done(hub.run("one"));
        aProcessBegins();
        compare("gate", there(ONE, BLOCK), there(TWO, BLOCK));

        assertThat(found("gate").surplus()).isEqualTo(1);
        hub.clock.advance(Duration.ofMinutes(59));
        assertThat(hub.take("gate")).isEmpty();
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(hub.take("gate").orElseThrow().removal()).isTrue();
    }

    /** It was found after the backup: its sandbox told of it again, by its SHA-1, and has to be asked for the SHA-256 again. */
    @Test
    void what_may_belong_to_a_file_whose_sha256_was_not_asked_for_yet_stays() {
        hub.pushed("rules");
        comparisons.enter("rules", Optional.of(DAY));
        String sha1 = "1".repeat(40);
        String sha256 = "a".repeat(64);
        hub.report("one", hub.found(FILE_SHA1, sha1));
        hub.producers.done(hub.run("one"));
        canBeAsked("one");
        Actual held = rule("a");
        compare("rules", held);

        assertThat(found("rules").surplus()).isEqualTo(1);
        assertThat(hub.take("rules")).isEmpty();
        hub.pairs.learn(Map.of(sha1, sha256), "one");
        hub.clock.advance(Duration.ofHours(2));
        assertThat(hub.take("rules")).as("it is wanted").isEmpty();

        hub.report("one", hub.found(FILE_SHA1, "2".repeat(40)));
        canBeAsked("one");
        hub.pairs.asked("one", List.of("2".repeat(40)), Duration.ofHours(1), DAY);
        compare("rules", held, rule("b"));
        Delivery removal = hub.take("rules").orElseThrow();
        assertThat(removal.items())
                .as("the other was asked for, and is not known")
                .singleElement()
                .matches(item -> item.object().value().equals("b".repeat(64)));
        hub.delivered(removal);

        aProcessBegins();
        hub.producers.done(hub.run("one"));
        canBeAsked("one");
        compare("rules", held, rule("c"));
        assertThat(hub.take("rules"))
                .as("it is not yet time to ask for the other again")
                .isPresent();

        hub.clock.advance(Duration.ofHours(1));
        compare("rules", held, rule("d"));
        assertThat(removals()).as("it is time").doesNotContain("d".repeat(64));
        hub.pairs.asked("one", List.of("2".repeat(40)), Duration.ofHours(1), DAY);
        compare("rules", held, rule("d"), rule("e"));
        assertThat(removals()).as("it was asked for again").contains("e".repeat(64));
    }

    @Test
    void what_has_another_action_there_is_sent_again() {
        deliver(ONE, TWO);
        compare("gate", there(ONE, LOG), there(TWO, BLOCK));

        assertThat(found("gate").changed()).isEqualTo(1);
        Delivery again = hub.take("gate").orElseThrow();
        assertThat(again.items())
                .singleElement()
                .matches(item -> item.identity().equals(ONE) && item.action() == BLOCK);
        hub.delivered(again);
        assertThat(hub.take("gate")).isEmpty();
    }

    @Test
    void what_somebody_else_entered_is_left_alone_and_counts_as_present_where_it_is_what_we_want() {
        deliver(ONE, TWO);
        compare("gate", theirs(ONE, BLOCK), theirs("203.0.113.50", BLOCK), there(TWO, BLOCK));

        assertThat(found("gate").drift()).containsOnly(drift("missing", 0), drift("surplus", 0), drift("changed", 0));
        assertThat(found("gate").leftAlone()).isEqualTo(2);
        assertThat(hub.take("gate")).isEmpty();
        hub.except(IP, ONE);
        assertThat(hub.take("gate").orElseThrow().items())
                .singleElement()
                .matches(item -> item.remoteId().isEmpty());
    }

    @Test
    void what_is_due_or_unsure_is_settled_by_what_is_there() {
        hub.report("one", hub.found(IP, ONE), hub.found(IP, TWO));
        Delivery lost = hub.take("gate").orElseThrow();
        hub.deliveries.settle(lost, List.of(), Optional.of(new Pause(true, Optional.of(hub.clock.instant()), "reset")));
        compare("gate", there(ONE, BLOCK));

        assertThat(found("gate").drift()).containsOnly(drift("missing", 0), drift("surplus", 0), drift("changed", 0));
        assertThat(state(ONE)).isEqualTo("confirmed");
        Delivery rest = hub.take("gate").orElseThrow();
        assertThat(rest.unsure()).as("it is known not to be there").isFalse();
        assertThat(rest.items()).singleElement().matches(item -> item.identity().equals(TWO));
        hub.delivered(rest);

        hub.except(IP, ONE);
        Delivery removal = hub.take("gate").orElseThrow();
        hub.deliveries.settle(
                removal, List.of(), Optional.of(new Pause(true, Optional.of(hub.clock.instant()), "reset")));
        compare("gate", there(TWO, BLOCK));
        assertThat(hub.take("gate")).as("the removal did happen").isEmpty();
        assertThat(kinds(ONE)).endsWith("removed");
    }

    @Test
    void two_sha1s_of_one_sha256_are_one_rule_that_is_put_back_once() {
        hub.pushed("rules");
        comparisons.enter("rules", Optional.of(DAY));
        String sha256 = "a".repeat(64);
        hub.report("one", hub.found(FILE_SHA1, "1".repeat(40)), hub.found(FILE_SHA1, "2".repeat(40)));
        hub.pairs.learn(Map.of("1".repeat(40), sha256, "2".repeat(40), sha256), "one");
        hub.delivered(hub.take("rules").orElseThrow());
        compare("rules", new Actual(SuspiciousObject.canonical(FILE_SHA256, sha256), "7", null, true));
        assertThat(hub.take("rules")).isEmpty();

        compare("rules");
        assertThat(found("rules").missing()).isEqualTo(1);
        assertThat(hub.take("rules").orElseThrow().items()).hasSize(1);
        assertThat(kinds(FILE_SHA1, "1".repeat(40))).endsWith("drifted");
        assertThat(kinds(FILE_SHA1, "2".repeat(40))).endsWith("drifted");
    }

    @Test
    void a_late_comparison_that_was_overtaken_writes_nothing() {
        deliver(ONE);
        Comparing late = comparisons.begin("gate", "gate", LEASE).orElseThrow();
        comparisons.take(new Comparisons.Part(late, List.of()));
        assertThat(hub.take("gate")).as("nothing is sent meanwhile").isEmpty();
        assertThat(comparisons.begin("gate", "gate", LEASE)).isEmpty();

        hub.clock.advance(LEASE.plusSeconds(1));
        compare("gate", there(ONE, BLOCK));
        Comparisons.Part part = new Comparisons.Part(late, List.of(there(TWO, BLOCK)));
        assertThatThrownBy(() -> comparisons.take(part)).isInstanceOf(OvertakenException.class);
        assertThatThrownBy(() -> comparisons.end(new Comparisons.End(late, 0))).isInstanceOf(OvertakenException.class);
        assertThat(state(ONE)).isEqualTo("confirmed");
        assertThat(hub.take("gate")).isEmpty();
    }

    @Test
    void a_reading_that_breaks_off_changes_nothing_and_is_tried_again_after_a_while() {
        deliver(ONE);
        comparisons.dueNow("gate");
        Comparing broken = comparisons.begin("gate", "gate", LEASE).orElseThrow();
        comparisons.take(new Comparisons.Part(broken, List.of(there(TWO, BLOCK))));
        comparisons.failed(broken, new Pause(false, Optional.empty(), "HTTP 503"));

        assertThat(found("gate").lastError()).isEqualTo("HTTP 503");
        assertThat(found("gate").comparedAt()).isNull();
        assertThat(state(ONE)).isEqualTo("delivered");
        assertThat(comparisons.due()).isEmpty();
        hub.clock.advance(Duration.ofSeconds(5));
        assertThat(comparisons.due()).containsExactly("gate");

        compare("gate", there(ONE, BLOCK));
        assertThat(found("gate").lastError()).isNull();
        assertThat(hub.take("gate"))
                .as("what the broken reading told is forgotten")
                .isEmpty();
    }

    @Test
    void an_entry_whose_value_is_too_long_for_an_index_is_found_as_well() {
        String url = "http://long.example.test/" + "a".repeat(1_500);
        hub.report("one", hub.found(URL, url));
        hub.delivered(hub.take("gate").orElseThrow());
        compare("gate", new Actual(SuspiciousObject.canonical(URL, url), "1", BLOCK, true));

        assertThat(hub.take("gate")).isEmpty();
        assertThat(found("gate").drift()).containsOnly(drift("missing", 0), drift("surplus", 0), drift("changed", 0));
    }

    @Test
    void what_became_wanted_while_its_surplus_was_found_is_not_taken_away() {
        compare("gate", there(ONE, BLOCK));
        hub.report("one", hub.found(IP, ONE));

        assertThat(hub.take("gate")).isEmpty();
        assertThat(state(ONE)).isEqualTo("delivered");
    }

    private void canBeAsked(String producer) {
        hub.jdbc
                .sql("update product set ask_every = interval '5 seconds' where name = ?")
                .param(producer)
                .update();
    }

    private void aProcessBegins() {
        hub.jdbc.sql("""
                        with process as materialized (
                            select set_config('ctd.node', gen_random_uuid()::text, false)
                        )
                        select live() from process""").query(row -> {});
    }

    private void deliver(String... ips) {
        List<Report> reports = new ArrayList<>();
        for (String ip : ips) {
            reports.add(hub.found(IP, ip));
        }
        hub.report("one", reports.toArray(Report[]::new));
        hub.delivered(hub.take("gate").orElseThrow());
    }

    /** A second before and after: what happens at the same moment has no order in a story. */
    private void compare(String product, Actual... entries) {
        hub.clock.advance(SECOND);
        Comparing comparing = comparisons.begin(product, product, LEASE).orElseThrow();
        for (Actual entry : entries) {
            comparisons.take(new Comparisons.Part(comparing, List.of(entry)));
        }
        comparisons.end(new Comparisons.End(comparing, entries.length));
        hub.clock.advance(SECOND);
    }

    private static Actual there(String ip, ScanAction action) {
        return new Actual(SuspiciousObject.canonical(IP, ip), "#" + ip, action, true);
    }

    private static Actual rule(String digit) {
        return new Actual(SuspiciousObject.canonical(FILE_SHA256, digit.repeat(64)), "#" + digit, null, true);
    }

    /** What is taken away from the rules now. */
    private List<String> removals() {
        return hub.take("rules").stream()
                .filter(Delivery::removal)
                .flatMap(removal -> removal.items().stream())
                .map(item -> item.object().value())
                .toList();
    }

    private static Actual theirs(String ip, ScanAction action) {
        return new Actual(SuspiciousObject.canonical(IP, ip), null, action, false);
    }

    private Comparisons.Compared found(String product) {
        return comparisons.all().get(product);
    }

    private static Map.Entry<String, Long> drift(String kind, long entries) {
        return Map.entry(kind, entries);
    }

    private String state(String ip) {
        return told(IP, ip).places().get(0).state();
    }

    private List<String> kinds(String ip) {
        return kinds(IP, ip);
    }

    private List<String> kinds(ObjectType type, String value) {
        return told(type, value).events().stream().map(Story.Event::kind).toList();
    }

    private Story.Told told(ObjectType type, String value) {
        return hub.story.tell(SuspiciousObject.canonical(type, value)).orElseThrow();
    }
}
