// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;

/**
 * Who is let in.
 *
 * @param adminPassword the first administrator's; blank: none is made
 * @param roleClaim the claim of an OpenID Connect provider that holds a role; dots lead into it
 * @param openMetrics whether anybody may read the metrics
 * @param openPaths paths that anybody may read; for the lab
 */
public record AccessSettings(String adminPassword, String roleClaim, boolean openMetrics, List<String> openPaths) {

    public AccessSettings {
        openPaths = List.copyOf(openPaths);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "AccessSettings[openMetrics=" + openMetrics + ", openPaths=" + openPaths + "]";
    }
}
