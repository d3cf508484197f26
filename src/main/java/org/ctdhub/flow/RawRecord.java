// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A producer's record on its way into the registry.
 *
 * @param read what the connector's {@code read} made of it, or null
 * @param problem why it could make nothing of it, or null
 * @param position the record's place in the producer's list, or null
 * @param text the record as it came, bounded
 */
record RawRecord(JsonNode read, String problem, String position, String text) {}
