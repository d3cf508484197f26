// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;

/**
 * A stretch of a producer's list, taken as one: its objects, what could not be read, and where the producer's stream
 * stands behind it.
 *
 * @param run the reading that it belongs to
 * @param position the producer's own position behind this batch, or null if it doesn't move
 */
public record Batch(CollectRun run, List<Report> reports, List<Unreadable> unreadable, String position) {}
