// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;

/**
 * When the hub asks a producer for its objects.
 *
 * @param every the usual interval
 * @param atLeast the shortest interval that an operator may set
 * @param full how often the whole list is read, to notice what increments can't tell
 */
public record Collecting(Duration every, Duration atLeast, Duration full) {}
