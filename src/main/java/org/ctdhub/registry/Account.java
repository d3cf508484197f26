// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.ctdhub.auth.Role;

/**
 * A person who may sign in.
 *
 * @param name in lower case
 * @param lastLoginAt null: not yet
 */
public record Account(String name, Role role, boolean disabled, Instant createdAt, Instant lastLoginAt) {}
