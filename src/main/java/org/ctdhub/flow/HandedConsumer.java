// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/**
 * A connector's route that waits for what the core routes hand over to its product. In an orderly stop it outlasts them, so
 * that what was begun comes to its end.
 */
class HandedConsumer extends DefaultConsumer implements ShutdownAware {

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

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing waits here: each exchange is run by who hands it over
    }
}
