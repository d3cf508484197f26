// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.Role;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.SigningKey;
import org.ctdhub.registry.SigningKey.Admits;
import org.ctdhub.registry.SigningKey.Kind;
import org.ctdhub.registry.SigningKey.Opened;
import org.ctdhub.registry.SigningKey.Wanted;
import org.ctdhub.registry.SigningKeys;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The keys with which products and programs sign. */
@Tag(name = "Keys", description = "The keys with which products and programs sign.")
@RestController
@RequestMapping("/api/v1/keys")
class KeysApi {

    private static final int LONGEST_NAME = 100;
    private static final int TIMEOUT = 300;
    private static final int LONGEST_TIMEOUT = 86_400;
    private static final long OVERLAP = 86_400;
    private static final long LONGEST_OVERLAP = 366 * 86_400L;

    private final SigningKeys keys;
    private final RegisteredProducts products;
    private final WhoAsks who;

    KeysApi(SigningKeys keys, RegisteredProducts products, WhoAsks who) {
        this.keys = keys;
        this.products = products;
        this.who = who;
    }

    /** A new key; {@code key} is a GUID that is in use elsewhere already, absent: one is made. */
    record NewKey(
            String kind,
            String name,
            UUID key,
            UUID applicationId,
            String admits,
            String product,
            String role,
            Integer timeoutSeconds,
            Boolean singleUse) {

        @Override
        public String toString() {
            return "NewKey[" + kind + " " + name + "]";
        }
    }

    /** How long the old key is still valid. */
    record Overlap(Long overlapSeconds) {}

    /** A key's text. */
    record Shown(long id, UUID applicationId, String key) {

        static Shown of(Opened made) {
            return new Shown(made.key().id(), made.key().applicationId(), made.text());
        }

        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    @Operation(summary = "Lists the keys without their texts.")
    @GetMapping
    List<SigningKey> all() {
        return keys.list();
    }

    @Operation(summary = "Makes a key, and shows its text.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(@RequestBody NewKey wanted) {
        return Shown.of(keys.create(
                who.actor(),
                new Wanted(
                        Kind.of(wanted.kind()),
                        Texts.name(wanted.name(), LONGEST_NAME),
                        Optional.ofNullable(wanted.key()),
                        Optional.ofNullable(wanted.applicationId()),
                        Optional.ofNullable(wanted.admits()).map(Admits::of),
                        product(wanted.product()),
                        Optional.ofNullable(wanted.role()).map(Role::of),
                        timeout(wanted.timeoutSeconds()),
                        Boolean.TRUE.equals(wanted.singleUse()))));
    }

    private Optional<String> product(String name) {
        if (name != null && products.find(name).isEmpty()) {
            throw new IllegalArgumentException(
                    "No product of the name that the key shall belong to is registered; register it first.");
        }
        return Optional.ofNullable(name);
    }

    private static Duration timeout(Integer seconds) {
        if (seconds != null && (seconds < 1 || seconds > LONGEST_TIMEOUT)) {
            throw new IllegalArgumentException("timeoutSeconds is out of bounds; send 1 to " + LONGEST_TIMEOUT + ".");
        }
        return Duration.ofSeconds(seconds == null ? TIMEOUT : seconds);
    }

    @Operation(summary = "Shows a key's text, which is noted in the audit.")
    @GetMapping("/{id}/secret")
    Shown show(@PathVariable long id) {
        return new Shown(id, null, keys.show(who.actor(), id));
    }

    @Operation(summary = "Makes a new key for the same callers; the old one stays valid for a while.")
    @PostMapping("/{id}/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    Shown rotate(@PathVariable long id, @RequestBody(required = false) Overlap overlap) {
        long seconds = overlap == null || overlap.overlapSeconds() == null ? OVERLAP : overlap.overlapSeconds();
        if (seconds < 0 || seconds > LONGEST_OVERLAP) {
            throw new IllegalArgumentException("overlapSeconds is out of bounds; send 0 to " + LONGEST_OVERLAP + ".");
        }
        return Shown.of(keys.rotate(who.actor(), id, Duration.ofSeconds(seconds)));
    }

    @Operation(summary = "Revokes a key.")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable long id) {
        keys.revoke(who.actor(), id);
    }
}
