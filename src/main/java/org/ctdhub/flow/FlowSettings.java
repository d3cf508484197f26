// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.nio.file.Path;
import java.util.List;
import org.ctdhub.policy.ScanAction;

/**
 * What the flow needs to know of the configuration.
 *
 * @param routes the directory of the core routes
 * @param preset the scan action that an empty registry starts with
 * @param own networks, addresses and domains that can never be listed
 */
public record FlowSettings(Path routes, ScanAction preset, List<String> own) {

    public FlowSettings {
        own = List.copyOf(own);
    }
}
