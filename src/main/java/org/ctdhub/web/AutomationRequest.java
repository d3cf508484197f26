// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request of the Automation API.
 *
 * @param target path and query exactly as sent, which is what its checksum covers
 * @param path as {@link ProductPaths} makes it plain
 * @param authorization null if there is none
 * @param body still to be read
 */
record AutomationRequest(
        String method, String target, String path, AutomationQuery query, String authorization, InputStream body) {

    static AutomationRequest of(HttpServletRequest request) throws IOException {
        return new AutomationRequest(
                request.getMethod(),
                (String) request.getAttribute(ProductPaths.RAW_TARGET),
                request.getRequestURI(),
                new AutomationQuery(request.getQueryString()),
                request.getHeader("Authorization"),
                request.getInputStream());
    }
}
