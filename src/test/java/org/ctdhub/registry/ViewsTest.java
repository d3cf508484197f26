// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reader receives of the log: its row, its switches, and a limit. */
class ViewsTest {

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_changed_switch_adds_and_withdraws_exactly_the_difference() {
        hub.report(
                "one", hub.found(IP, "203.0.113.1"), hub.found(IP, "203.0.113.2"), hub.found(DOMAIN, "a.example.test"));
        Subscriber reader = hub.subscriber(IP);
        Follower follower = new Follower(reader);
        follower.follow();
        assertThat(follower.holds).containsOnlyKeys("203.0.113.1", "203.0.113.2");

        hub.views.give(reader.id(), limited(10, DOMAIN));
        assertThat(follower.follow())
                .containsOnly(
                        Map.entry("203.0.113.1", "gone"),
                        Map.entry("203.0.113.2", "gone"),
                        Map.entry("a.example.test", "block"));

        hub.views.give(reader.id(), limited(10, DOMAIN));
        assertThat(follower.follow()).isEmpty();
        assertThat(new Follower(hub.subscriber(limited(10, DOMAIN))).follow()).containsOnlyKeys("a.example.test");
    }

    @Test
    void a_pushed_product_whose_row_shrinks_is_told_what_to_drop_and_nothing_else() {
        hub.products.enter("rules", "any", none(), none(), none(), java.util.Optional.of(limited(10, IP, DOMAIN)));
        hub.report("one", hub.found(IP, "203.0.113.1"), hub.found(DOMAIN, "a.example.test"));
        hub.delivered(hub.take("rules").orElseThrow());

        hub.products.enter("rules", "any", none(), none(), none(), java.util.Optional.of(limited(10, IP)));
        Delivery delivery = hub.take("rules").orElseThrow();
        assertThat(delivery.removal()).isTrue();
        assertThat(delivery.items())
                .singleElement()
                .matches(item -> item.identity().equals("a.example.test"));
        hub.delivered(delivery);
        assertThat(hub.take("rules")).isEmpty();
    }

    @Test
    void a_full_list_keeps_who_ranks_highest_and_does_not_flap() {
        Follower follower = new Follower(hub.subscriber(limited(2, IP)));
        hub.report("one", risk("203.0.113.1", Risk.MEDIUM), risk("203.0.113.2", Risk.MEDIUM));
        follower.follow();

        hub.report("one", risk("203.0.113.3", Risk.MEDIUM));
        assertThat(follower.follow()).as("its equals stay outside").isEmpty();
        assertThat(hub.story
                        .tell(SuspiciousObject.canonical(IP, "203.0.113.3"))
                        .orElseThrow()
                        .places())
                .singleElement()
                .matches(place ->
                        place.reason().equals("over the limit: its list holds 2 of a type, and they rank higher"));

        hub.report("one", risk("203.0.113.4", Risk.HIGH));
        assertThat(follower.follow()).containsOnly(Map.entry("203.0.113.2", "gone"), Map.entry("203.0.113.4", "block"));

        hub.report("two", risk("203.0.113.3", Risk.MEDIUM));
        assertThat(follower.follow())
                .as("a second source makes the difference")
                .containsOnly(Map.entry("203.0.113.1", "gone"), Map.entry("203.0.113.3", "block"));
    }

    @Test
    void who_was_left_out_comes_in_when_there_is_room() {
        Follower follower = new Follower(hub.subscriber(limited(1, IP)));
        hub.report(
                "one",
                risk("203.0.113.1", Risk.HIGH),
                risk("203.0.113.2", Risk.MEDIUM),
                risk("203.0.113.3", Risk.HIGH));
        follower.follow();
        assertThat(follower.holds).containsOnlyKeys("203.0.113.1");

        hub.except(IP, "203.0.113.1");
        assertThat(follower.follow()).containsOnly(Map.entry("203.0.113.1", "gone"), Map.entry("203.0.113.3", "block"));
        assertThat(follower.follow()).as("confirms the answer before").isEmpty();
        hub.views.give(follower.reader.id(), limited(2, IP));
        assertThat(follower.follow()).containsOnly(Map.entry("203.0.113.2", "block"));
    }

    @Test
    void what_a_reader_was_not_told_yet_reaches_it_through_its_next_view() {
        hub.report(
                "one", risk("203.0.113.1", Risk.HIGH), risk("203.0.113.2", Risk.MEDIUM), risk("203.0.113.3", Risk.LOW));
        Follower narrows = new Follower(hub.subscriber(RegistryBench.row(ScanAction.LOG, Taking.keep(), IP)));
        Follower widens = new Follower(hub.subscriber(limited(1, IP)));
        narrows.follow();
        widens.follow();
        hub.report("one", hub.removed(IP, "203.0.113.1"));

        hub.views.give(narrows.reader.id(), limited(1, IP));
        hub.views.give(widens.reader.id(), RegistryBench.row(ScanAction.LOG, Taking.keep(), IP));

        assertThat(narrows.followed()).containsOnlyKeys("203.0.113.2");
        assertThat(widens.followed()).containsOnlyKeys("203.0.113.2", "203.0.113.3");
    }

    /** A hundred random turns with lists of different limits: whoever follows holds what a simple model ranks. */
    @Test
    void whoever_follows_a_limited_list_holds_what_ranks_highest() {
        long seed = Long.getLong("views.seed", 7);
        Random random = new Random(seed);
        List<Follower> followers = new ArrayList<>();
        Map<Integer, Set<String>> model = new HashMap<>();
        for (int most : List.of(1, 3, 8)) {
            followers.add(new Follower(hub.subscriber(limited(most, IP))));
            model.put(most, new TreeSet<>());
        }
        for (int turn = 0; turn < 100; turn++) {
            turn(random);
            List<Integer> limits = List.of(1, 3, 8);
            for (int i = 0; i < limits.size(); i++) {
                int most = limits.get(i);
                Set<String> held = rank(most, model.get(most));
                model.put(most, held);
                followers.get(i).follow();
                assertThat(followers.get(i).holds.keySet())
                        .as("limit " + most + ", turn " + turn + ", seed " + seed)
                        .isEqualTo(held);
                assertThat(new Follower(hub.subscriber(limited(most, IP))).followed())
                        .as("a newcomer, turn " + turn + ", seed " + seed)
                        .isEqualTo(followers.get(i).holds);
            }
        }
    }

    /** Most polls go no further than this number: were it too low, something would never be told. */
    @Test
    void the_highest_number_of_a_view_is_that_of_its_last_row() {
        Random random = new Random(Long.getLong("views.seed", 7));
        List<CapabilityRow> rows = List.of(
                limited(1, IP),
                limited(3, IP),
                RegistryBench.row(ScanAction.LOG, Taking.keep(), IP),
                RegistryBench.row(ScanAction.LOG, Taking.keep(), URL),
                RegistryBench.row(ScanAction.LOG, Taking.keep().bySha256(), IP, FILE_SHA1));
        List<Follower> followers = new ArrayList<>();
        rows.forEach(row -> followers.add(new Follower(hub.subscriber(row))));
        for (int turn = 0; turn < 100; turn++) {
            turn(random);
            hub.report(
                    "two",
                    random.nextBoolean()
                            ? hub.found(URL, "http://h" + turn + ".example.test/")
                            : hub.found(FILE_SHA1, "%040x".formatted(turn)));
            Follower moved = followers.get(random.nextInt(followers.size()));
            moved.follow();
            hub.views.give(moved.reader.id(), rows.get(random.nextInt(rows.size())));
            assertThat(hub.jdbc
                            .sql("""
                                    select highest_of(r.id), coalesce((select max(v.number) from view_of(r.id, 0, 1000, false) v), 0)
                                      from reader r""")
                            .query((row, n) -> Map.entry(row.getLong(1), row.getLong(2)))
                            .list())
                    .as("turn " + turn)
                    .hasSize(rows.size())
                    .allSatisfy(both -> assertThat(both.getKey()).isEqualTo(both.getValue()));
        }
    }

    private void turn(Random random) {
        String value = "203.0.113." + random.nextInt(20);
        String producer = random.nextBoolean() ? "one" : "two";
        switch (random.nextInt(5)) {
            case 0 -> hub.report(producer, hub.removed(IP, value));
            case 1 ->
                hub.report(producer, risk(value, any(random)), risk("203.0.113." + random.nextInt(20), any(random)));
            case 2 ->
                hub.userDefined.put(
                        new UserDefinedList.Wish(
                                SuspiciousObject.canonical(IP, value), ScanAction.BLOCK, Instant.MAX, null),
                        hub.operator);
            case 3 -> hub.userDefined.remove(SuspiciousObject.canonical(IP, value), hub.operator);
            default -> hub.report(producer, risk(value, any(random)));
        }
    }

    /** Best first; of equals those that are in come before those that are not, and older ones before newer. */
    private Set<String> rank(int most, Set<String> before) {
        record Ranked(String value, long id, int rank, boolean in) {}
        List<Ranked> all = hub.jdbc
                .sql("""
                        select o.value, o.id, l.ud_action is not null as ud, l.va_risk, l.sources
                          from listed l join object o on o.id = l.object_id where l.present""")
                .query((row, n) -> {
                    int rank = (row.getBoolean("ud") ? 4 : row.getInt("va_risk")) * 1_000 + row.getInt("sources");
                    return new Ranked(
                            row.getString("value"), row.getLong("id"), rank, before.contains(row.getString("value")));
                })
                .list();
        return all.stream()
                .sorted(Comparator.comparingInt(Ranked::rank)
                        .reversed()
                        .thenComparing(r -> !r.in())
                        .thenComparingLong(Ranked::id))
                .limit(most)
                .map(Ranked::value)
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }

    private org.ctdhub.registry.Report risk(String value, Risk risk) {
        Report usual = hub.found(IP, value);
        return new Report(usual.object(), false, risk, hub.clock.instant(), usual.expiresAt(), null, null, null);
    }

    private static Risk any(Random random) {
        return List.of(Risk.LOW, Risk.MEDIUM, Risk.HIGH).get(random.nextInt(3));
    }

    private static CapabilityRow limited(int most, ObjectType... types) {
        CapabilityRow row = RegistryBench.row(ScanAction.LOG, Taking.keep(), types);
        return new CapabilityRow(
                row.name(),
                row.from(),
                row.basis(),
                row.types(),
                Map.of(),
                row.notTaken(),
                row.userDefined(),
                row.least(),
                most);
    }

    private static <T> java.util.Optional<T> none() {
        return java.util.Optional.empty();
    }

    /** A reader that asks for what is new, and keeps what it is told. */
    private final class Follower {

        private final Subscriber reader;
        private final Map<String, String> holds = new TreeMap<>();
        private long last;

        Follower(Subscriber reader) {
            this.reader = reader;
        }

        /** What is new: value and action, or gone. */
        Map<String, String> follow() {
            Map<String, String> news = new TreeMap<>();
            for (Change change : hub.read(reader, last, 1_000)) {
                String value = change.object().value();
                news.put(value, change.action().map(ScanAction::word).orElse("gone"));
                change.action().ifPresentOrElse(action -> holds.put(value, action.word()), () -> holds.remove(value));
                last = change.number();
            }
            return news;
        }

        Map<String, String> followed() {
            follow();
            return holds;
        }
    }
}
