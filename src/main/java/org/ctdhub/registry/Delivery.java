// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;
import java.util.Optional;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/**
 * Work for one pushed product: entries that shall be added to it, or removed from it, in one go.
 *
 * @param attempt fences the work: its outcome counts only while no later attempt has begun
 * @param upTo the number of the change log up to which this is known of
 * @param removal true if all of them shall go, false if all shall be there
 * @param unsure true if an earlier try ended without an answer, so the product has to be looked at first
 */
public record Delivery(
        int reader, String product, int attempt, long upTo, boolean removal, boolean unsure, List<Item> items) {

    public Delivery {
        items = List.copyOf(items);
    }

    /** The same work for some of its entries. */
    public Delivery of(List<Item> some) {
        return new Delivery(reader, product, attempt, upTo, removal, unsure, some);
    }

    /**
     * One entry at the product.
     *
     * @param identity what makes it one entry there: several objects may share it
     * @param object an object that contributes to it
     * @param action what the product shall do; for a removal: what it was told to do
     * @param remoteId the product's own id for it, if it gave one
     */
    public record Item(String identity, SuspiciousObject object, ScanAction action, Optional<String> remoteId) {}
}
