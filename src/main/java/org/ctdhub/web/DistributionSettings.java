// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Duration;
import java.util.List;

/**
 * How the distribution service works.
 *
 * @param clockSkew how far a subscriber's clock may be off; zero switches the check off
 * @param page the most records in one answer
 */
public record DistributionSettings(List<DistributionKey> keys, Duration clockSkew, int page) {

    public DistributionSettings {
        keys = List.copyOf(keys);
    }
}
