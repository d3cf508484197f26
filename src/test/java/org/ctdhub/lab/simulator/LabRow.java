// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

/**
 * One row of the lab's objects.
 *
 * @param type sha1, sha256, ip, domain or url
 * @param value as the file has it, also where a normaliser must refuse it
 * @param family made-up name of the malware; {@code refused} where the value must not become an object
 */
public record LabRow(String type, String value, String family) {}
