// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A product as it stands in the registry; its secrets stay sealed until they are asked for.
 *
 * @param configured whether the configuration registers it; then no setting of it stands here
 * @param revision rises with each change
 * @param open the settings that are no secret
 * @param sealed the names of the others
 */
public record Registered(
        int id,
        String name,
        String connector,
        Optional<String> version,
        boolean configured,
        boolean enabled,
        long revision,
        Optional<Duration> every,
        Optional<Integer> callsPerSecond,
        Map<String, String> open,
        Set<String> sealed) {}
