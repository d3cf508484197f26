// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The contract between the hub and its connectors: {@code ctd:objects}, {@code ctd:changes} and their kin. */
@Component("ctd")
public class CtdComponent extends DefaultComponent {

    private final Handover handover;
    private final Mappings mappings;

    public CtdComponent(Handover handover, Mappings mappings) {
        this.handover = handover;
        this.mappings = mappings;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CtdEndpoint endpoint = new CtdEndpoint(uri, this, CtdEndpoint.Kind.valueOf(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Handover handover() {
        return handover;
    }

    Mappings mappings() {
        return mappings;
    }
}
