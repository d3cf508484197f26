// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.auth.ApiToken;
import org.ctdhub.auth.Role;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ConcurrentReferenceHashMap;

/** The bearer tokens: of each its digest, so that none can be read here. */
@Repository
public class Tokens {

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    /** Another process may have revoked a product's token; it takes no longer than this to be seen. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    /** Behind the name of a token that has been replaced. */
    private static final String REPLACED = ", replaced";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    /** By digest, the tokens that products carry, who ask again and again; forgotten when memory is short. */
    private final Map<ByteBuffer, Known> known = new ConcurrentReferenceHashMap<>();

    private record Known(Token token, Instant since) {}

    public Tokens(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a token shall be. */
    public record Wanted(
            String name, Role role, Optional<String> account, Optional<String> product, Optional<Instant> expiresAt) {

        /** A token that stands alone and never expires. */
        public static Wanted lasting(String name, Role role) {
            return new Wanted(name, role, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** A token that was just made, and its text, which can't be had again. */
    public record Made(Token token, String text) {

        /** Never shows the text. */
        @Override
        public String toString() {
            return "Made[" + token + "]";
        }
    }

    /** Makes a token. */
    public Made create(Actor actor, Wanted wanted) {
        String text = ApiToken.fresh();
        Token token = transaction.execute(status -> {
            Token made = insert(wanted, text);
            audit.record(actor, "token.create", subject(made.id()), null, made);
            return made;
        });
        return new Made(token, text);
    }

    /**
     * Makes a token in place of the one of the same name, which is valid for a while yet under another name; what such a token
     * replaced before ends now.
     */
    public Made renew(Actor actor, Wanted wanted, Duration overlap) {
        String replaced = wanted.name() + REPLACED;
        Made renewed = transaction.execute(status -> {
            List<Token> valid =
                    all().stream().filter(old -> old.revokedAt() == null).toList();
            valid.stream().filter(old -> old.name().equals(replaced)).forEach(old -> revoke(actor, old.id()));
            valid.stream().filter(old -> old.name().equals(wanted.name())).forEach(old -> {
                if (overlap.isZero()) {
                    revoke(actor, old.id());
                } else {
                    replace(actor, old, replaced, clock.instant().plus(overlap));
                }
            });
            return create(actor, wanted);
        });
        known.clear();
        return renewed;
    }

    private void replace(Actor actor, Token old, String name, Instant until) {
        Token after = jdbc.sql("""
                        update api_token
                           set name = :name, expires_at = least(coalesce(expires_at, 'infinity'), :until::timestamptz)
                         where id = :id returning *""")
                .param("name", name)
                .param("until", until.toString())
                .param("id", old.id())
                .query(Tokens::token)
                .single();
        audit.record(actor, "token.replace", subject(old.id()), old, after);
    }

    private Token insert(Wanted wanted, String text) {
        try {
            return jdbc.sql("""
                            insert into api_token (name, digest, role, account, product, created_at, expires_at)
                            values (:name, :digest, :role, :account, :product, :at::timestamptz, :expires::timestamptz)
                            returning *""")
                    .param("name", wanted.name())
                    .param("digest", ApiToken.digest(text))
                    .param("role", wanted.role().toString())
                    .param("account", wanted.account().orElse(null))
                    .param("product", wanted.product().orElse(null))
                    .param("at", clock.instant().toString())
                    .param("expires", wanted.expiresAt().map(Stored::text).orElse(null))
                    .query(Tokens::token)
                    .single();
        } catch (DuplicateKeyException e) {
            throw new Conflict("There is a token of this name already; revoke it first, or choose another name.");
        }
    }

    /** All tokens, the newest first, revoked ones too. */
    public List<Token> all() {
        return jdbc.sql("select * from api_token order by id desc")
                .query(Tokens::token)
                .list();
    }

    /** Ends a token; one that is revoked already stays so. */
    public void revoke(Actor actor, long id) {
        transaction.executeWithoutResult(status -> {
            Token before = jdbc.sql("select * from api_token where id = :id for update")
                    .param("id", id)
                    .query(Tokens::token)
                    .optional()
                    .orElseThrow(() -> new NotFound("There is no token of this number."));
            if (before.revokedAt() == null) {
                Token after = jdbc.sql("""
                                update api_token set revoked_at = :at::timestamptz where id = :id returning *""")
                        .param("at", clock.instant().toString())
                        .param("id", id)
                        .query(Tokens::token)
                        .single();
                audit.record(actor, "token.revoke", subject(id), before, after);
            }
        });
        known.clear();
    }

    /** The token of this text, if it is valid now, with the role that it has today; notes that it was used. */
    public Optional<Token> valid(String text) {
        Instant at = clock.instant();
        byte[] digest = ApiToken.digest(text);
        Known last = known.get(ByteBuffer.wrap(digest));
        if (last != null && isStill(last, at)) {
            return Optional.of(last.token());
        }
        Optional<Token> token = find(digest, at);
        token.ifPresent(used -> note(used, at));
        token.filter(used -> used.role() == Role.PRODUCT)
                .ifPresent(used -> known.put(ByteBuffer.wrap(digest), new Known(used, at)));
        return token;
    }

    private static boolean isStill(Known last, Instant at) {
        Instant expires = last.token().expiresAt();
        return !at.isBefore(last.since())
                && at.isBefore(last.since().plus(REMEMBERED))
                && (expires == null || expires.isAfter(at));
    }

    private Optional<Token> find(byte[] digest, Instant at) {
        return jdbc.sql("""
                        select t.*, a.role as account_role
                          from api_token t left join account a on a.name = t.account and not a.disabled
                         where t.digest = :digest and t.revoked_at is null
                           and coalesce(t.expires_at, 'infinity') > :at::timestamptz
                           and (t.account is null or a.name is not null)""")
                .param("digest", digest)
                .param("at", at.toString())
                .query((row, n) -> bound(token(row, n), row.getString("account_role")))
                .optional();
    }

    private void note(Token used, Instant at) {
        Instant before = at.minus(NOTED_EVERY);
        if (used.lastUsedAt() == null || !used.lastUsedAt().isAfter(before)) {
            jdbc.sql("""
                            update api_token set last_used_at = :at::timestamptz
                             where id = :id and coalesce(last_used_at, '-infinity') <= :before::timestamptz""")
                    .param("at", at.toString())
                    .param("id", used.id())
                    .param("before", before.toString())
                    .update();
        }
    }

    private static Token bound(Token token, String accountRole) {
        Role role = accountRole == null ? token.role() : token.role().atMost(Role.of(accountRole));
        return new Token(
                token.id(),
                token.name(),
                role,
                token.account(),
                token.product(),
                token.createdAt(),
                token.expiresAt(),
                token.lastUsedAt(),
                token.revokedAt());
    }

    private static String subject(long id) {
        return "token/" + id;
    }

    private static Token token(ResultSet row, int number) throws SQLException {
        return new Token(
                row.getLong("id"),
                row.getString("name"),
                Role.of(row.getString("role")),
                row.getString("account"),
                row.getString("product"),
                Stored.instant(row, "created_at"),
                Stored.instant(row, "expires_at"),
                Stored.instant(row, "last_used_at"),
                Stored.instant(row, "revoked_at"));
    }
}
