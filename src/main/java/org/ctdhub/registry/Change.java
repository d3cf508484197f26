// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/**
 * One row of the change log as one reader sees it.
 *
 * @param action what the reader shall do; empty: the object left the reader's list
 * @param expiresAt {@link Instant#MAX} means never; null for a removal
 * @param waited how long ago the object changed on the list; null for a removal, and for what had changed before the reader
 *     began to read
 */
public record Change(
        long number,
        SuspiciousObject object,
        Optional<ScanAction> action,
        Risk risk,
        Instant expiresAt,
        String detection,
        String sourceSha1,
        String rootSha1,
        Duration waited) {}
