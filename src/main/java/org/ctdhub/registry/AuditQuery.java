// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Which lines of the audit somebody wants to read.
 *
 * @param since the earliest, itself included
 * @param until the latest, itself excluded
 * @param after the id of the last line that was read; older ones follow
 */
public record AuditQuery(
        Optional<String> actor,
        Optional<String> action,
        Optional<String> subject,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Long> after,
        int limit) {

    /** The newest lines, whatever they are about. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }
}
