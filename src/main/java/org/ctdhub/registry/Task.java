// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.Map;

/**
 * A decision over objects, and how far it is carried out.
 *
 * @param kind decide, preset, life, except, readmit, stop_producer, resume_producer, stop_consumer, resume_consumer,
 *     import, guard or undo
 * @param detail what was decided
 * @param state running, done, refused or failed
 * @param total how many objects it is about; 0 while they are still being gathered
 * @param undoes the task that this one takes back, or null
 */
public record Task(
        long id,
        String kind,
        Map<String, Object> detail,
        String state,
        long total,
        long done,
        Long undoes,
        String actorKind,
        String actor,
        Instant createdAt,
        Instant endedAt,
        String error) {}
