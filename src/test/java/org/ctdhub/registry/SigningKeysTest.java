// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.auth.Role;
import org.ctdhub.auth.Seal;
import org.ctdhub.registry.SigningKey.Admits;
import org.ctdhub.registry.SigningKey.Kind;
import org.ctdhub.registry.SigningKey.Opened;
import org.ctdhub.registry.SigningKey.Wanted;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningKeysTest {

    private static final Actor ALICE = Actor.account("alice");
    private static final Duration DAY = Duration.ofDays(1);

    private final TestDatabase database = TestDatabase.migrated();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Audit audit = new Audit(database.jdbc(), clock);
    private final SigningKeys keys = keys(new Seal("first", List.of()));

    @AfterEach
    void close() {
        database.close();
    }

    private SigningKeys keys(Seal seal) {
        return new SigningKeys(database.jdbc(), database.transaction(), seal, audit, clock);
    }

    @Test
    void a_key_is_a_guid_that_is_valid_at_once_and_stands_sealed() {
        Opened made = keys.create(ALICE, automation("lab"));

        assertThat(made.text())
                .isEqualTo(UUID.fromString(made.text()).toString().toUpperCase(java.util.Locale.ROOT));
        assertThat(keys.valid(Kind.AUTOMATION)).extracting(Opened::text).containsExactly(made.text());
        assertThat(keys.valid(Kind.DISTRIBUTION)).isEmpty();
        assertThat(made.key().applicationId()).isNotNull();
        assertThat(made.key().role()).isEqualTo(Role.OPERATOR);
        assertThat(new String(sealed(made.key().id()), StandardCharsets.ISO_8859_1))
                .doesNotContainIgnoringCase(made.text());
        assertThat(made.toString()).doesNotContain(made.text());
        assertThat(audit.find(AuditQuery.newest(10)).toString()).doesNotContain(made.text());
    }

    @Test
    void a_key_that_is_in_use_elsewhere_can_be_entered_and_shown_which_is_noted() {
        UUID given = UUID.randomUUID();
        long id = keys.create(ALICE, distribution(Optional.of(given), Optional.empty()))
                .key()
                .id();

        assertThat(keys.show(ALICE, id)).isEqualToIgnoringCase(given.toString());
        assertThat(keys.list())
                .singleElement()
                .satisfies(key -> assertThat(key.admits()).isEqualTo(Admits.NOBODY));
        assertThat(audit.find(AuditQuery.newest(1))).singleElement().satisfies(line -> {
            assertThat(line.action()).isEqualTo("key.show");
            assertThat(line.actor()).isEqualTo(ALICE);
        });
    }

    @Test
    void after_a_rotation_both_keys_are_valid_until_the_overlap_ends() {
        Opened old = keys.create(ALICE, automation("lab"));
        Opened next = keys.rotate(ALICE, old.key().id(), DAY);

        assertThat(next.key().applicationId()).isEqualTo(old.key().applicationId());
        assertThat(next.text()).isNotEqualTo(old.text());
        assertThat(texts()).containsExactlyInAnyOrder(old.text(), next.text());
        clock.advance(DAY.minusSeconds(1));
        assertThat(texts()).contains(old.text());
        clock.advance(Duration.ofSeconds(1));
        assertThat(texts()).containsExactly(next.text());
        assertThatThrownBy(() -> keys.rotate(ALICE, old.key().id(), DAY)).isInstanceOf(Conflict.class);
    }

    @Test
    void a_revoked_key_is_valid_no_more_from_that_moment() {
        Opened key = keys.create(ALICE, automation("lab"));
        assertThat(texts()).hasSize(1);

        keys.revoke(ALICE, key.key().id());
        keys.revoke(ALICE, key.key().id());

        assertThat(texts()).isEmpty();
        assertThat(audit.find(AuditQuery.newest(10)))
                .extracting(AuditLine::action)
                .containsExactly("key.revoke", "key.create");
        assertThatThrownBy(() -> keys.revoke(ALICE, 999)).isInstanceOf(NotFound.class);
    }

    @Test
    void what_another_process_changes_is_seen_within_a_second() {
        assertThat(texts()).isEmpty();
        Opened elsewhere = keys(new Seal("first", List.of())).create(ALICE, automation("lab"));

        clock.advance(Duration.ofSeconds(1));

        assertThat(texts()).containsExactly(elsewhere.text());
    }

    @Test
    void its_last_use_is_noted_once_a_minute() {
        long id = keys.create(ALICE, automation("lab")).key().id();
        Instant first = clock.instant();
        keys.used(id);
        clock.advance(Duration.ofSeconds(59));
        keys.used(id);
        assertThat(keys.list().get(0).lastUsedAt()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(1));
        keys.used(id);

        assertThat(keys.list().get(0).lastUsedAt()).isEqualTo(clock.instant());
    }

    @Test
    void a_new_seal_takes_over_what_the_older_one_sealed_and_the_older_one_can_go() {
        Opened key = keys.create(ALICE, automation("lab"));
        byte[] before = sealed(key.key().id());

        assertThat(keys(new Seal("second", List.of("first"))).sealAnew()).isOne();
        assertThat(keys(new Seal("second", List.of("first"))).sealAnew()).isZero();

        assertThat(sealed(key.key().id())).isNotEqualTo(before);
        assertThat(keys(new Seal("second", List.of())).valid(Kind.AUTOMATION))
                .extracting(Opened::text)
                .containsExactly(key.text());
    }

    @Test
    void a_key_that_cannot_be_opened_leaves_the_others_alone() {
        keys.create(ALICE, automation("lost"));
        SigningKeys other = keys(new Seal("second", List.of()));
        Opened kept = other.create(ALICE, automation("kept"));

        assertThat(other.sealAnew()).isZero();
        assertThat(other.valid(Kind.AUTOMATION)).extracting(Opened::text).containsExactly(kept.text());
    }

    @Test
    void without_a_seal_key_none_is_made() {
        assertThatThrownBy(() -> keys(new Seal("", List.of())).create(ALICE, automation("lab")))
                .isInstanceOf(MissingSealKeyException.class);
        assertThat(keys.list()).isEmpty();
    }

    private List<String> texts() {
        return keys.valid(Kind.AUTOMATION).stream().map(Opened::text).toList();
    }

    private byte[] sealed(long id) {
        return database.jdbc()
                .sql("select sealed from signing_key where id = :id")
                .param("id", id)
                .query((row, n) -> row.getBytes(1))
                .single();
    }

    private static Wanted automation(String name) {
        return new Wanted(
                Kind.AUTOMATION,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Role.OPERATOR),
                Duration.ofMinutes(5),
                true);
    }

    private static Wanted distribution(Optional<UUID> text, Optional<Admits> admits) {
        return new Wanted(
                Kind.DISTRIBUTION,
                "subscribers",
                text,
                Optional.empty(),
                admits,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(5),
                false);
    }
}
