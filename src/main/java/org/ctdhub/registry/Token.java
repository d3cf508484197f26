// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.ctdhub.auth.Role;

/**
 * A bearer token, without its text.
 *
 * @param account it ends with this account, and can do no more than it; null: it stands alone
 * @param product the product that carries it; null: none
 * @param expiresAt null: never
 * @param lastUsedAt to the minute; null: not yet
 */
public record Token(
        long id,
        String name,
        Role role,
        String account,
        String product,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        Instant revokedAt) {}
