// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Accounts;
import org.ctdhub.registry.Token;
import org.ctdhub.registry.Tokens;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Bearer tokens: made, listed and revoked; shown once. */
@Tag(name = "Tokens", description = "Bearer tokens of programs.")
@RestController
@RequestMapping("/api/v1/tokens")
class TokensApi {

    private static final int LONGEST_NAME = 100;

    private final Tokens tokens;
    private final Accounts accounts;
    private final WhoAsks who;
    private final Clock clock;

    TokensApi(Tokens tokens, Accounts accounts, WhoAsks who, Clock clock) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.who = who;
        this.clock = clock;
    }

    /** A new token. */
    record NewToken(String name, String role, String account, String product, Instant expiresAt) {}

    /** The answer to its maker, who alone ever sees the text. */
    record Shown(long id, String name, Role role, String account, String product, Instant expiresAt, String token) {

        static Shown of(Tokens.Made made) {
            Token token = made.token();
            return new Shown(
                    token.id(),
                    token.name(),
                    token.role(),
                    token.account(),
                    token.product(),
                    token.expiresAt(),
                    made.text());
        }

        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    @Operation(summary = "Lists the tokens without their texts.")
    @GetMapping
    List<Token> all() {
        return tokens.all();
    }

    @Operation(summary = "Makes a token, and shows its text this once.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(@RequestBody NewToken wanted) {
        Role role = Role.of(wanted.role());
        if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(clock.instant())) {
            throw new IllegalArgumentException("expiresAt is past; send a later time, or none for a token that stays.");
        }
        if ((role == Role.PRODUCT) != (wanted.product() != null)) {
            throw new IllegalArgumentException(
                    "A token with the role product names its product, and no other token does; send both or neither.");
        }
        Optional<String> account = Optional.ofNullable(wanted.account());
        account.filter(name -> accounts.find(name).isEmpty()).ifPresent(name -> {
            throw new IllegalArgumentException("There is no account of the name that the token shall be bound to.");
        });
        return Shown.of(tokens.create(
                who.actor(),
                new Tokens.Wanted(
                        Texts.name(wanted.name(), LONGEST_NAME),
                        role,
                        account.flatMap(accounts::find)
                                .map(found -> found.account().name()),
                        Optional.ofNullable(wanted.product()),
                        Optional.ofNullable(wanted.expiresAt()))));
    }

    @Operation(summary = "Revokes a token.")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable long id) {
        tokens.revoke(who.actor(), id);
    }
}
