// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/**
 * One candidate of an imported file, as the file says it and not judged yet; what the file doesn't say is null.
 *
 * @param line the line in which it begins, from 1; in JSON the line of its value
 * @param type one of the hub's words where the file's word is known, otherwise the file's; null: to be guessed
 * @param value what it names, never null or blank; attacker-written
 * @param notes on one line, at most 256 characters
 */
public record ImportLine(
        long line, String type, String value, String action, String expires, String risk, String notes) {}
