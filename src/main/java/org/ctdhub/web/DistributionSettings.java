// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * How the distribution service works.
 *
 * @param valid gives the keys that are valid at the moment of asking
 * @param clockSkew how far a subscriber's clock may be off; zero switches the check off
 * @param page the most records in one answer
 * @param longestWait how long an edge's question may be held until there is something to say; zero: not at all
 */
public record DistributionSettings(
        Supplier<List<DistributionKey>> valid, Duration clockSkew, int page, Duration longestWait) {

    /** The keys that are valid now. */
    public List<DistributionKey> keys() {
        return valid.get();
    }
}
