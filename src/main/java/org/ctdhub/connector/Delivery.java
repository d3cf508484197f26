// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Optional;

/**
 * How a consumer gets its objects.
 *
 * @param batch objects added in one call at most
 * @param removeBatch objects removed in one call at most
 * @param rate empty: no limit is known
 * @param lease how long a claim on a batch holds before another process may take it over
 * @param key the setting with the key by which a product signs when it calls; empty: the one by which the hub signs
 */
public record Delivery(
        Style style,
        Identity identity,
        int batch,
        int removeBatch,
        Optional<Rate> rate,
        Duration lease,
        Optional<String> key) {

    /** Who moves, and what travels. */
    public enum Style {
        /** The product subscribes to the hub and asks. */
        PULL,
        /** The hub pushes what changed. */
        CHANGES,
        /** The product is given the whole list, as files. */
        LIST
    }

    /** What makes two objects the same entry at the product. */
    public enum Identity {
        VALUE,
        /** Files with the same SHA-256 are one entry, by whatever hash they were listed. */
        SHA256
    }
}
