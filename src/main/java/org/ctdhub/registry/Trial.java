// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** Tells a forward's receiver something that means nothing, to see whether it takes it. */
public interface Trial {

    /**
     * What came of it.
     *
     * @param reason why it was not taken, or null
     */
    record Result(boolean taken, String reason) {}

    /** Tries what a claim of {@link Parcels#trial} holds. */
    Result send(Parcel parcel);
}
