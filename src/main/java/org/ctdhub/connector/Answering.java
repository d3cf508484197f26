// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;

/**
 * How the hub asks a producer for the SHA-256 of files that it listed by SHA-1.
 *
 * @param every how often open questions are taken up
 * @param batch questions taken up at once
 * @param again when a question without an answer is asked again
 * @param giveUp when it is asked no more
 */
public record Answering(Duration every, int batch, Rate rate, Duration again, Duration giveUp) {}
