// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** A connector's route that waits for what the core routes hand over to its product. */
class HandedConsumer extends DefaultConsumer {

    private final CtdEndpoint endpoint;
    private final Handover handover;

    HandedConsumer(CtdEndpoint endpoint, Processor processor, Handover handover) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.handover = handover;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        handover.open(endpoint.getKind(), endpoint.getProduct(), this);
    }

    @Override
    protected void doStop() throws Exception {
        handover.close(endpoint.getKind(), endpoint.getProduct());
        super.doStop();
    }
}
