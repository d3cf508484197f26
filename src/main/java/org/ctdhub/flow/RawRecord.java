// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * A producer's record on its way into the registry.
 *
 * @param read what the connector's {@code read} made of it, or null
 * @param problem why it could make nothing of it, or null
 * @param position the record's place in the producer's list, or null
 * @param text the record as it came, bounded
 */
record RawRecord(JsonNode read, String problem, String position, String text) {

    /** Those of an exchange's records that are of a kind; what a connector's route that takes events was handed. */
    static List<RawRecord> of(Exchange exchange, Predicate<RawRecord> kind) {
        List<?> all = exchange.getMessage().getBody() instanceof List<?> several ? several : List.of();
        return all.stream().map(RawRecord.class::cast).filter(kind).toList();
    }

    /** The same, put aside for this reason. */
    RawRecord refused(String why) {
        return new RawRecord(null, why, position, text);
    }

    /** Whether it said nothing that the hub keeps. */
    boolean isUnknown() {
        return problem == null && read.isNull();
    }

    /** Whether it tells the two hashes of one file. */
    boolean isPair() {
        return problem == null && read.has("sha1") && read.has("sha256");
    }

    /** Whether it tells what the product met. */
    boolean isDetection() {
        return problem == null && read.path("met").isObject();
    }

    /** Whether it is an object, or would have been one. */
    boolean isObject() {
        return !isUnknown() && !isPair() && !isDetection();
    }
}
