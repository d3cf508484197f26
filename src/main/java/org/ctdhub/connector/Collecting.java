// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Optional;

/**
 * When the hub asks a producer for its objects.
 *
 * @param every the usual interval
 * @param atLeast the shortest interval that an operator may set
 * @param full how often the whole list is read, to notice what increments can't tell
 * @param missing how many complete answers in a row must lack an object until it is withdrawn
 * @param holdAtLoss the share of the last complete answer, in percent, beyond whose loss an answer is held; empty: any
 */
public record Collecting(Duration every, Duration atLeast, Duration full, int missing, Optional<Integer> holdAtLoss) {}
