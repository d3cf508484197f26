// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;

/**
 * What a producer says of one object.
 *
 * @param removed true where the producer took it off its own list
 * @param seenAt when the producer saw it last
 * @param expiresAt when it shall leave the list; {@link Instant#MAX} means never, null that the producer gave no date
 * @param detection what it was found to be, free text, or null
 * @param sourceSha1 the sample in which it was found, 40 hex in lower case, or null
 * @param rootSha1 that sample's outermost container, or null
 */
public record Report(
        SuspiciousObject object,
        boolean removed,
        Risk risk,
        Instant seenAt,
        Instant expiresAt,
        String detection,
        String sourceSha1,
        String rootSha1) {}
