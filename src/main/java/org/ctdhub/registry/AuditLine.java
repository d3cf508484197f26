// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One change that somebody made.
 *
 * @param before how the subject stood before; null: it wasn't there
 * @param after how it stood then; null: it was gone
 */
public record AuditLine(
        long id, Instant at, Actor actor, String action, String subject, JsonNode before, JsonNode after) {}
