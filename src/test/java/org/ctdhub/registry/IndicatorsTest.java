// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Indicators.Part;
import org.ctdhub.registry.Indicators.Span;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The list by date, with many objects on it. */
class IndicatorsTest {

    private static final int OBJECTS = 60_000;
    private static final int PAGE = 1_000;
    private static final Span ALL = new Span(0, Long.MAX_VALUE);

    private static TestDatabase database;
    private static Indicators indicators;

    @BeforeAll
    static void fill() {
        database = TestDatabase.migrated();
        indicators = new Indicators(database.jdbc());
        database.jdbc().sql("""
                        insert into object (type, value, digest)
                        select 'file_sha1', lpad(to_hex(n), 40, '0'), sha256(convert_to(lpad(to_hex(n), 40, '0'), 'UTF8'))
                          from generate_series(1, :n) n""").param("n", OBJECTS).update();
        for (int from = 0; from < OBJECTS; from += 10_000) {
            database.jdbc().sql("""
                            with mine as (select id from object order by id offset :from limit 10000)
                            insert into entry (object_id, list, origin, seq, present, risk, sources, first_seen, last_seen,
                                               expires_at, due_at)
                            select m.id, 'virtual_analyzer', h.origin, nextval('change_seq'), true, 3, 1, now(), now(),
                                   'infinity', 'infinity' from mine m, hub h""").param("from", from).update();
            database.jdbc().sql("""
                            select relist(array(select id from object order by id offset :from limit 10000), now())""").param("from", from).query(row -> {});
        }
        database.jdbc().sql("analyze").update();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void a_page_at_the_end_of_the_list_costs_what_one_at_its_beginning_costs() {
        long middle = indicators
                .page(Part.ALL, new Span(OBJECTS, Long.MAX_VALUE), 1)
                .get(0)
                .number();
        long end = database.jdbc()
                        .sql("select max(seq) from listed")
                        .query(Long.class)
                        .single()
                - PAGE;
        for (Part part : List.of(Part.ALL, Part.VIRTUAL_ANALYZER, Part.of(ObjectType.FILE_SHA1))) {
            long first = buffers(Indicators.page(part), part, 0);
            assertThat(buffers(Indicators.page(part), part, middle)).isLessThan(first * 6 / 5 + 10);
            assertThat(buffers(Indicators.page(part), part, end)).isLessThan(first * 6 / 5 + 10);
        }
    }

    @Test
    void an_object_is_found_by_its_id_among_many() {
        Indicator some =
                indicators.page(Part.ALL, new Span(OBJECTS, Long.MAX_VALUE), 1).get(0);

        assertThat(indicators.find(Part.ALL, ALL, List.of(some.id(), UUID.randomUUID())))
                .containsExactly(some);
        assertThat(indicators.find(Part.USER_DEFINED, ALL, List.of(some.id()))).isEmpty();
        assertThat(buffers(Indicators.find(Part.ALL), Part.ALL, 0)).isLessThan(50);
    }

    @Test
    void dates_and_numbers_rise_together_and_lead_to_each_other() {
        List<Indicator> all = indicators.page(Part.ALL, ALL, OBJECTS);

        assertThat(all).hasSize(OBJECTS);
        assertThat(all).extracting(Indicator::dateAdded).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < OBJECTS; i += 997) {
            Indicator each = all.get(i);
            assertThat(indicators.numberAt(each.dateAdded())).isEqualTo(each.number());
            assertThat(indicators.numberAt(each.dateAdded().minusNanos(1_000))).isLessThan(each.number());
        }
        assertThat(indicators.numberAt(Instant.EPOCH)).isZero();
    }

    @Test
    void a_gap_in_the_numbers_is_no_gap_in_time() {
        try (TestDatabase restored = TestDatabase.migrated()) {
            Indicators of = new Indicators(restored.jdbc());
            list(restored, "a.example.test");
            restored.jdbc().sql("select lift(900000000000)").query(row -> {});
            list(restored, "b.example.test");

            List<Indicator> both = of.page(Part.ALL, ALL, 10);
            assertThat(both).hasSize(2);
            assertThat(both.get(1).number()).isGreaterThan(900_000_000_000L);
            assertThat(both.get(1).dateAdded())
                    .isAfter(both.get(0).dateAdded())
                    .isBefore(now(restored).plusSeconds(1));
            assertThat(of.numberAt(both.get(0).dateAdded().plusMillis(1)))
                    .isLessThan(both.get(1).number());
        }
    }

    @Test
    void dates_that_no_object_has_any_more_are_forgotten_and_nobody_notices() {
        try (TestDatabase old = TestDatabase.migrated()) {
            Indicators of = new Indicators(old.jdbc());
            long object = list(old, "a.example.test");
            Instant seen = of.page(Part.ALL, ALL, 10).get(0).dateAdded();
            for (int i = 0; i < 4; i++) {
                old.jdbc()
                        .sql("update entry set action = :action where object_id = :id")
                        .param("action", i % 2 == 0 ? "block" : "log")
                        .param("id", object)
                        .update();
                relist(old, object);
            }
            list(old, "b.example.test");
            List<Indicator> before = of.page(Part.ALL, ALL, 10);

            old.jdbc().sql("select keep_history(now() + interval '2 days')").query(row -> {});

            assertThat(old.jdbc()
                            .sql("select count(*) from dated")
                            .query(Long.class)
                            .single())
                    .isEqualTo(2);
            assertThat(of.page(Part.ALL, ALL, 10)).isEqualTo(before);
            assertThat(of.page(Part.ALL, new Span(of.numberAt(seen), Long.MAX_VALUE), 10))
                    .isEqualTo(before);
        }
    }

    private static long list(TestDatabase database, String domain) {
        long id = database.jdbc()
                .sql("""
                        insert into object (type, value, digest, host)
                        values ('domain', :value, sha256(convert_to(:value, 'UTF8')), :value) returning id""")
                .param("value", domain)
                .query(Long.class)
                .single();
        database.jdbc().sql("""
                        insert into entry (object_id, list, origin, seq, present, risk, sources, first_seen, last_seen,
                                           expires_at, due_at)
                        select :id, 'user_defined', h.origin, nextval('change_seq'), true, 3, 1, now(), now(), 'infinity',
                               'infinity' from hub h""").param("id", id).update();
        relist(database, id);
        return id;
    }

    private static void relist(TestDatabase database, long id) {
        database.jdbc()
                .sql("select relist(array[:id::bigint], now())")
                .param("id", id)
                .query(row -> {});
    }

    private static Instant now(TestDatabase database) {
        return database.jdbc()
                .sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** How many pages of the database a query looks at. */
    private static long buffers(String sql, Part part, long after) {
        String plan = String.join(
                "\n",
                database.jdbc()
                        .sql("explain (analyze, buffers) " + sql)
                        .params(Map.of(
                                "types",
                                String.join(
                                        ",",
                                        part.types().stream()
                                                .map(ObjectType::word)
                                                .toList()),
                                "after",
                                after,
                                "upTo",
                                Long.MAX_VALUE,
                                "most",
                                PAGE,
                                "ids",
                                UUID.randomUUID().toString()))
                        .query(String.class)
                        .list());
        return Pattern.compile("shared (?:hit=(\\d+))? ?(?:read=(\\d+))?")
                .matcher(plan)
                .results()
                .findFirst()
                .map(found -> number(found, 1) + number(found, 2))
                .orElseThrow();
    }

    private static long number(MatchResult found, int group) {
        return found.group(group) == null ? 0 : Long.parseLong(found.group(group));
    }
}
