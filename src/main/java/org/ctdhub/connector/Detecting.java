// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.List;

/**
 * When the hub asks a product for what it met.
 *
 * @param every the interval
 * @param logs the product's names for the logs that are read, one after the other
 */
public record Detecting(Duration every, List<String> logs) {

    public Detecting {
        logs = List.copyOf(logs);
    }
}
