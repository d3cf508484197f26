// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.Role;

/**
 * A key with which callers sign their requests, without its text.
 *
 * @param applicationId of an automation key: by what its program names itself; null otherwise
 * @param admits of a distribution key: whom it lets in; null otherwise
 * @param product the registered product that signs with it; null: none in particular
 * @param role of an automation key: what its program may do; null: nothing was said
 * @param timeoutSeconds of an automation key: how old a request may be
 * @param singleUse of an automation key: a request that was seen once is refused the second time
 * @param expiresAt when the overlap of a key that was rotated ends; null: never
 * @param lastUsedAt to the minute; null: not yet
 */
public record SigningKey(
        long id,
        Kind kind,
        String name,
        UUID applicationId,
        Admits admits,
        String product,
        Role role,
        int timeoutSeconds,
        boolean singleUse,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        Instant revokedAt) {

    /** What the key signs. */
    public enum Kind {
        /** Requests of products that subscribe to the list. */
        DISTRIBUTION,
        /** Requests of programs that operate the hub. */
        AUTOMATION;

        /** The kind of this word; an {@link IllegalArgumentException} names those that there are. */
        public static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.toString().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no kind of key of this name; choose distribution or automation."));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whom a distribution key lets in. */
    public enum Admits {
        /** Who registers with it waits for an operator. */
        NOBODY,
        /** Who registers with it is let in at once, and reads all. */
        EVERY_TYPE,
        /** The same, and an edge that registers with it is let in at once. */
        EDGE;

        /** What this word admits; an {@link IllegalArgumentException} names the words that there are. */
        public static Admits of(String word) {
            return Arrays.stream(values())
                    .filter(admits -> admits.toString().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "A key admits nobody, every-type or edge; choose one of them."));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What a key shall be.
     *
     * @param text a GUID that is in use elsewhere already; empty: the hub makes one
     * @param applicationId empty: the hub makes one, if the kind has one
     */
    public record Wanted(
            Kind kind,
            String name,
            Optional<UUID> text,
            Optional<UUID> applicationId,
            Optional<Admits> admits,
            Optional<String> product,
            Optional<Role> role,
            Duration timeout,
            boolean singleUse) {

        /** Shows no text. */
        @Override
        public String toString() {
            return "Wanted[" + kind + " " + name + "]";
        }
    }

    /** A key with its text. */
    public record Opened(SigningKey key, String text) {

        /** Never shows the text. */
        @Override
        public String toString() {
            return "Opened[" + key + "]";
        }
    }
}
