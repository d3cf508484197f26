// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Has the server speak {@link LenientHttp}. */
@Component
class LenientTomcat implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(LenientHttp.class.getName());
    }
}
