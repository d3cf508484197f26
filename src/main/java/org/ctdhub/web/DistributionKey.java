// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import org.ctdhub.policy.CapabilityRow;

/**
 * A key with which subscribers sign, and whom it lets in.
 *
 * @param key as configured; it signs, so it is needed in the clear
 * @param product the registered product to which it belongs, if to one
 * @param row what a subscriber that registers with it may read; empty: it waits for an operator
 * @param edge whether an edge that registers with it is let in at once
 * @param id its number in the registry; empty: it stands in the configuration
 */
public record DistributionKey(
        String key, Optional<String> product, Optional<CapabilityRow> row, boolean edge, Optional<Long> id) {

    /** A key of the configuration. */
    public DistributionKey(String key, Optional<String> product, Optional<CapabilityRow> row, boolean edge) {
        this(key, product, row, edge, Optional.empty());
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "DistributionKey[" + product.orElse("any product") + (row.isPresent() ? "]" : ", waiting]");
    }
}
