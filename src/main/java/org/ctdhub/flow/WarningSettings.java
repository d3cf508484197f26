// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.registry.WarningLists.Mode;

/**
 * Where warning lists come from.
 *
 * @param folder in which each is a {@code name.json}, or a {@code list.json} in a folder of its own
 * @param addresses of lists, by name
 * @param every how often newer ones are looked for
 * @param mode of a list that is new
 */
public record WarningSettings(Optional<Path> folder, Map<String, URI> addresses, Duration every, Mode mode) {

    public WarningSettings {
        addresses = Map.copyOf(addresses);
    }
}
