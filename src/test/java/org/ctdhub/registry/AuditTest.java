// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TestDatabase database = TestDatabase.migrated();
    private final SettableClock clock = new SettableClock(START);
    private final Audit audit = new Audit(database.jdbc(), clock);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_change_is_noted_with_its_actor_and_how_it_stood_before_and_after() {
        record Shown(String name, Instant at) {}
        note(Actor.token("ci"), "thing.change", "thing/1", new Shown("a", START), Map.of("name", "b"));

        assertThat(audit.find(AuditQuery.newest(10))).singleElement().satisfies(line -> {
            assertThat(line.at()).isEqualTo(START);
            assertThat(line.actor()).isEqualTo(Actor.token("ci"));
            assertThat(line.before().path("name").asString()).isEqualTo("a");
            assertThat(line.before().path("at").asString()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(line.after().path("name").asString()).isEqualTo("b");
        });
    }

    @Test
    void neither_the_change_nor_its_note_stands_without_the_other() {
        assertThatThrownBy(() -> audit.record(Actor.HUB, "a", "b", null, null))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.transaction().executeWithoutResult(status -> {
                    audit.record(Actor.HUB, "a", "b", null, null);
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessage("the change failed");

        assertThat(audit.find(AuditQuery.newest(10))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"update audit set actor = 'x'", "delete from audit", "truncate audit"})
    void nobody_rewrites_it(String statement) {
        note(Actor.HUB, "a", "b", null, null);

        assertThatThrownBy(() -> database.jdbc().sql(statement).update()).hasMessageContaining("append-only");
        assertThat(audit.find(AuditQuery.newest(10))).hasSize(1);
        assertThat(database.jdbc()
                        .sql("select count(*) from information_schema.role_table_grants where table_name = 'audit'"
                                + " and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void it_is_read_page_by_page_newest_first_and_by_what_it_is_about() {
        for (int i = 0; i < 10; i++) {
            note(i % 2 == 0 ? Actor.account("alice") : Actor.HUB, "a" + i % 3, "s" + i, null, null);
            clock.advance(Duration.ofMinutes(1));
        }

        List<AuditLine> first = audit.find(AuditQuery.newest(4));
        List<AuditLine> second =
                audit.find(query(null, null, null, null, null, first.get(3).id()));
        assertThat(first).extracting(AuditLine::subject).containsExactly("s9", "s8", "s7", "s6");
        assertThat(second).extracting(AuditLine::subject).containsExactly("s5", "s4", "s3", "s2", "s1", "s0");
        assertThat(audit.find(query("alice", null, null, null, null, null))).hasSize(5);
        assertThat(audit.find(query(null, "a0", null, null, null, null))).hasSize(4);
        assertThat(audit.find(query(null, null, "s3", null, null, null))).hasSize(1);
        assertThat(audit.find(query(null, null, null, START.plusSeconds(60), START.plusSeconds(180), null)))
                .extracting(AuditLine::subject)
                .containsExactly("s2", "s1");
    }

    private static AuditQuery query(
            String actor, String action, String subject, Instant since, Instant until, Long after) {
        return new AuditQuery(
                Optional.ofNullable(actor),
                Optional.ofNullable(action),
                Optional.ofNullable(subject),
                Optional.ofNullable(since),
                Optional.ofNullable(until),
                Optional.ofNullable(after),
                100);
    }

    private void note(Actor actor, String action, String subject, Object before, Object after) {
        database.transaction().executeWithoutResult(status -> audit.record(actor, action, subject, before, after));
    }
}
