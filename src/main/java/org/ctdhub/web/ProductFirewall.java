// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Spring's firewall, which looks at the headers of everybody but products: they write host names into theirs in whatever
 * encoding they run on, and their signatures cover the bytes.
 */
class ProductFirewall extends StrictHttpFirewall {

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        FirewalledRequest strict = super.getFirewalledRequest(request);
        return ProductPaths.ours(request) ? new AsItCame(request) : strict;
    }

    private static final class AsItCame extends FirewalledRequest {

        AsItCame(HttpServletRequest request) {
            super(request);
        }

        @Override
        public void reset() {
            // nothing was changed
        }
    }
}
