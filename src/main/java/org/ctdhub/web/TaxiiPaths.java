// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.UrlHandlerFilter;

/** Where the TAXII server is. The standard ends each path with a slash, and some clients leave it out: both mean the same. */
@Configuration(proxyBeanMethods = false)
class TaxiiPaths {

    /** Where clients begin; {@link Access} holds who may. */
    static final String DISCOVERY = "/taxii2";

    /** The only API root, below it. */
    static final String ROOT = "/ctd";

    @Bean
    UrlHandlerFilter slashAtTheEnd() {
        return UrlHandlerFilter.trailingSlashHandler(DISCOVERY + "/**")
                .wrapRequest()
                .build();
    }

    /** Whether a request is for it, and is answered in its form. */
    static boolean ours(HttpServletRequest request) {
        return (request.getRequestURI() + "/").startsWith(DISCOVERY + "/");
    }
}
