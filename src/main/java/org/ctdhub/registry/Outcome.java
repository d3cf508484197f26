// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * What became of one entry at a product.
 *
 * @param remoteId the product's own id for it, or null
 * @param reason the product's own words where it did not take the entry, or null
 */
public record Outcome(String identity, Kind kind, String remoteId, String reason) {

    /** What is known now. */
    public enum Kind {
        /** The product took it. */
        DELIVERED,
        /** The product said no for good. */
        REFUSED,
        /** Not now: it is tried again later. */
        AGAIN,
        /** It was looked for after an unknown outcome and isn't as wanted: it is sent again at once. */
        SEND
    }
}
