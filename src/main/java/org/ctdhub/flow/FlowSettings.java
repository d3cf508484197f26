// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.nio.file.Path;
import java.util.List;
import org.ctdhub.policy.ScanAction;

/**
 * What the flow needs to know of the configuration.
 *
 * @param routes the directories of the core routes
 * @param preset the scan action that an empty registry starts with
 * @param own networks, addresses and domains that can never be listed
 */
public record FlowSettings(List<Path> routes, ScanAction preset, List<String> own) {

    public FlowSettings {
        routes = List.copyOf(routes);
        own = List.copyOf(own);
    }
}
