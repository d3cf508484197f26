// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * A record that could not be taken.
 *
 * @param reason one word, such as {@code not_hex}
 * @param message what is wrong, where, and what to do next
 * @param record the record as it came, bounded
 */
public record Unreadable(String reason, String message, String record) {}
