// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.UUID;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/**
 * An object as it stands on the consolidated list, for readers that go by date.
 *
 * @param id made of type and value, so that it is the same everywhere
 * @param number of its last change
 * @param dateAdded of its last change, to the microsecond; no two objects share one, and numbers and dates rise together
 * @param created when it was listed first, to the millisecond
 * @param action null: it was taken off
 * @param expires null: never, or it was taken off
 * @param detection may be null
 */
public record Indicator(
        UUID id,
        SuspiciousObject object,
        long number,
        Instant dateAdded,
        Instant created,
        ScanAction action,
        boolean virtualAnalyzer,
        boolean userDefined,
        Risk risk,
        Instant expires,
        String detection) {}
