// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator registered: a product with its settings.
 *
 * @param version empty: unknown
 * @param every how often it is read; empty: as its manifest says
 * @param callsPerSecond how often it may be called; empty: as its manifest says
 * @param open the settings that are no secret
 * @param secrets the others, in the clear
 */
public record Registration(
        String name,
        String connector,
        Optional<String> version,
        Optional<Duration> every,
        Optional<Integer> callsPerSecond,
        Map<String, String> open,
        Map<String, String> secrets) {

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "Registration[" + name + ", " + connector + ", " + open + ", secrets " + secrets.keySet() + "]";
    }
}
