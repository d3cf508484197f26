// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.auth.Role;
import org.ctdhub.auth.Seal;
import org.ctdhub.registry.SigningKey.Admits;
import org.ctdhub.registry.SigningKey.Kind;
import org.ctdhub.registry.SigningKey.Opened;
import org.ctdhub.registry.SigningKey.Wanted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys with which callers sign. They are needed again for each request, so they stand here sealed. */
@Repository
public class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /** Another process may have changed the keys; it takes no longer than this to be seen. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Seal seal;
    private final Audit audit;
    private final Clock clock;
    private final Map<Kind, Known> known = new ConcurrentHashMap<>();
    private final Map<Long, Instant> noted = new ConcurrentHashMap<>();
    private final Set<Long> broken = ConcurrentHashMap.newKeySet();

    public SigningKeys(JdbcClient jdbc, TransactionTemplate transaction, Seal seal, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.seal = seal;
        this.audit = audit;
        this.clock = clock;
    }

    /** A key's seal, which opens at its own number alone. */
    private record Place(long number, ByteBuffer seal) {}

    /**
     * What was read of the keys of a kind.
     *
     * @param texts what was opened: the same again needn't be opened
     * @param keys those that were valid then
     * @param state of the table then: while it is the same, nothing needs to be read again
     * @param until when to look again
     */
    private record Known(Map<Place, String> texts, Map<Long, Opened> keys, String state, Instant until) {

        private Known lookedAt(Instant now) {
            return new Known(texts, keys, state, now.plus(REMEMBERED));
        }

        /** Shows no text. */
        @Override
        public String toString() {
            return "Known[" + keys.values() + "]";
        }
    }

    private static final class Sealed {

        private final SigningKey key;
        private final byte[] bytes;

        Sealed(SigningKey key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }
    }

    /** Makes a key, and returns it with its text. */
    public Opened create(Actor actor, Wanted wanted) {
        String text = wanted.text().orElseGet(UUID::randomUUID).toString().toUpperCase(Locale.ROOT);
        Opened made = transaction.execute(status -> {
            SigningKey key = insert(wanted, text);
            audit.record(actor, "key.create", subject(key.id()), null, key);
            return new Opened(key, text);
        });
        known.clear();
        return made;
    }

    private SigningKey insert(Wanted wanted, String text) {
        long id = jdbc.sql("select nextval(pg_get_serial_sequence('signing_key', 'id'))")
                .query(Long.class)
                .single();
        return jdbc.sql("""
                        insert into signing_key (id, kind, name, application_id, sealed, admits, product, role,
                                                 timeout_seconds, single_use, created_at)
                        values (:id, :kind, :name, :application, :sealed, :admits, :product, :role,
                                :timeout, :single, :at::timestamptz)
                        returning *""")
                .param("id", id)
                .param("kind", wanted.kind().toString())
                .param("name", wanted.name())
                .param("application", application(wanted))
                .param("sealed", seal.seal(text, subject(id)))
                .param("admits", admits(wanted))
                .param("product", wanted.product().orElse(null))
                .param("role", wanted.role().map(Role::toString).orElse(null))
                .param("timeout", wanted.timeout().toSeconds())
                .param("single", wanted.singleUse())
                .param("at", clock.instant().toString())
                .query(SigningKeys::key)
                .single();
    }

    private static UUID application(Wanted wanted) {
        return wanted.kind() == Kind.AUTOMATION ? wanted.applicationId().orElseGet(UUID::randomUUID) : null;
    }

    private static String admits(Wanted wanted) {
        return wanted.kind() == Kind.DISTRIBUTION
                ? wanted.admits().orElse(Admits.NOBODY).toString()
                : null;
    }

    /** All keys, the newest first, ended ones too. */
    public List<SigningKey> list() {
        return jdbc.sql("select * from signing_key order by id desc")
                .query(SigningKeys::key)
                .list();
    }

    /** A key's text, for a person who has to enter it in a product; that it was shown is noted. */
    public String show(Actor actor, long id) {
        return transaction.execute(status -> {
            Sealed sealed = existing(id);
            audit.record(actor, "key.show", subject(id), sealed.key, sealed.key);
            return open(sealed);
        });
    }

    /** Ends a key; one that is revoked already stays so. */
    public void revoke(Actor actor, long id) {
        transaction.executeWithoutResult(status -> {
            SigningKey before = existing(id).key;
            if (before.revokedAt() == null) {
                SigningKey after = jdbc.sql(
                                "update signing_key set revoked_at = :at::timestamptz where id = :id returning *")
                        .param("at", clock.instant().toString())
                        .param("id", id)
                        .query(SigningKeys::key)
                        .single();
                audit.record(actor, "key.revoke", subject(id), before, after);
            }
        });
        known.clear();
    }

    /**
     * Makes a new key beside one that is valid, for the same callers; both are valid until the overlap ends.
     *
     * @param overlap how long the old one is still valid
     */
    public Opened rotate(Actor actor, long id, Duration overlap) {
        Instant at = clock.instant();
        String text = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        Opened made = transaction.execute(status -> {
            SigningKey old = existing(id).key;
            if (old.revokedAt() != null || old.expiresAt() != null) {
                throw new Conflict(
                        "This key was revoked or rotated before; rotate the one that followed it, or make a new one.");
            }
            SigningKey ending = jdbc.sql(
                            "update signing_key set expires_at = :end::timestamptz where id = :id returning *")
                    .param("end", at.plus(overlap).toString())
                    .param("id", id)
                    .query(SigningKeys::key)
                    .single();
            SigningKey next = insert(like(old), text);
            audit.record(actor, "key.rotate", subject(id), old, ending);
            audit.record(actor, "key.create", subject(next.id()), null, next);
            return new Opened(next, text);
        });
        known.clear();
        return made;
    }

    private static Wanted like(SigningKey old) {
        return new Wanted(
                old.kind(),
                old.name(),
                Optional.empty(),
                Optional.ofNullable(old.applicationId()),
                Optional.ofNullable(old.admits()),
                Optional.ofNullable(old.product()),
                Optional.ofNullable(old.role()),
                Duration.ofSeconds(old.timeoutSeconds()),
                old.singleUse());
    }

    /** The keys of a kind that are valid now. What can't be opened is left out, and said once in the log. */
    public Collection<Opened> valid(Kind kind) {
        return known(kind).keys().values();
    }

    /** The key of a kind and number, if it is valid now. */
    public Optional<Opened> valid(Kind kind, long id) {
        return Optional.ofNullable(known(kind).keys().get(id));
    }

    private Known known(Kind kind) {
        Instant at = clock.instant();
        Known remembered = known.get(kind);
        if (remembered == null || !at.isBefore(remembered.until())) {
            String state = state(kind, at);
            remembered = remembered != null && remembered.state().equals(state)
                    ? remembered.lookedAt(at)
                    : openAll(kind, at, state, remembered == null ? Map.of() : remembered.texts());
            known.put(kind, remembered);
        }
        return remembered;
    }

    /** Another text whenever other keys are valid, or one is sealed anew: there may be thousands, and they change seldom. */
    private String state(Kind kind, Instant at) {
        return jdbc.sql("""
                        select concat_ws(' ', count(*), sum(id), sum(hashtext(sealed::text)))
                          from signing_key
                         where kind = :kind and revoked_at is null and coalesce(expires_at, 'infinity') > :at::timestamptz""")
                .param("kind", kind.toString())
                .param("at", at.toString())
                .query(String.class)
                .single();
    }

    private Known openAll(Kind kind, Instant at, String state, Map<Place, String> before) {
        Map<Place, String> texts = new HashMap<>();
        Map<Long, Opened> opened = new LinkedHashMap<>();
        List<Sealed> sealed = jdbc.sql("""
                        select * from signing_key
                         where kind = :kind and revoked_at is null and coalesce(expires_at, 'infinity') > :at::timestamptz
                         order by id desc""")
                .param("kind", kind.toString())
                .param("at", at.toString())
                .query(SigningKeys::sealed)
                .list();
        for (Sealed one : sealed) {
            try {
                Place place = new Place(one.key.id(), ByteBuffer.wrap(one.bytes));
                String text = before.containsKey(place) ? before.get(place) : open(one);
                texts.put(place, text);
                opened.put(one.key.id(), new Opened(one.key, text));
            } catch (BrokenSealException e) {
                report(one.key.id(), e);
            }
        }
        return new Known(texts, Collections.unmodifiableMap(opened), state, at.plus(REMEMBERED));
    }

    private void report(long id, BrokenSealException e) {
        if (broken.add(id)) {
            LOG.error("Nobody can sign with key {}: {}", id, e.getMessage());
        }
    }

    /** Notes that a request was signed with this key, to the minute. */
    public void used(long id) {
        Instant at = clock.instant();
        Instant last = noted.get(id);
        if (last != null && last.plus(NOTED_EVERY).isAfter(at)) {
            return;
        }
        noted.put(id, at);
        jdbc.sql("""
                        update signing_key set last_used_at = :at::timestamptz
                         where id = :id and coalesce(last_used_at, '-infinity') <= :before::timestamptz""")
                .param("at", at.toString())
                .param("id", id)
                .param("before", at.minus(NOTED_EVERY).toString())
                .update();
    }

    /** Seals with the current key what an older one sealed, so that the older one can go. */
    public int sealAnew() {
        List<Sealed> older = jdbc.sql("select * from signing_key").query(SigningKeys::sealed).list().stream()
                .filter(one -> !seal.isCurrent(one.bytes))
                .toList();
        int count = 0;
        for (Sealed one : older) {
            try {
                count += replace(one, seal.seal(open(one), subject(one.key.id())));
            } catch (BrokenSealException e) {
                report(one.key.id(), e);
            }
        }
        known.clear();
        return count;
    }

    private int replace(Sealed old, byte[] sealed) {
        return jdbc.sql("update signing_key set sealed = :sealed where id = :id and sealed = :old")
                .param("sealed", sealed)
                .param("id", old.key.id())
                .param("old", old.bytes)
                .update();
    }

    private String open(Sealed sealed) {
        return seal.open(sealed.bytes, subject(sealed.key.id()));
    }

    private Sealed existing(long id) {
        return jdbc.sql("select * from signing_key where id = :id for update")
                .param("id", id)
                .query(SigningKeys::sealed)
                .optional()
                .orElseThrow(() -> new NotFound("There is no key of this number."));
    }

    /** Also where a key stands when it is sealed: it opens nowhere else. */
    private static String subject(long id) {
        return "key/" + id;
    }

    private static Sealed sealed(ResultSet row, int number) throws SQLException {
        return new Sealed(key(row, number), row.getBytes("sealed"));
    }

    private static SigningKey key(ResultSet row, int number) throws SQLException {
        return new SigningKey(
                row.getLong("id"),
                Kind.of(row.getString("kind")),
                row.getString("name"),
                row.getObject("application_id", UUID.class),
                Optional.ofNullable(row.getString("admits")).map(Admits::of).orElse(null),
                row.getString("product"),
                Optional.ofNullable(row.getString("role")).map(Role::of).orElse(null),
                row.getInt("timeout_seconds"),
                row.getBoolean("single_use"),
                Stored.instant(row, "created_at"),
                Stored.instant(row, "expires_at"),
                Stored.instant(row, "last_used_at"),
                Stored.instant(row, "revoked_at"));
    }
}
