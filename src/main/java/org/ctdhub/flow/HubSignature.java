// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.net.URI;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.ctdhub.net.Peers;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.Federation.Hub;
import org.ctdhub.registry.Links.Errand;
import org.springframework.stereotype.Component;

/** For routes, right before a call to this edge's hub: where it is, and a proof of who calls. The key stands in no route. */
@Component("signForHub")
public class HubSignature implements Processor {

    private static final String HUB = "hub";

    /** No product's name has a blank. */
    private static final String CALLER = "this edge";

    private final Federation federation;
    private final Signer signer;
    private final Peers peers;

    public HubSignature(Federation federation, Signer signer, Peers peers) {
        this.federation = federation;
        this.signer = signer;
        this.peers = peers;
    }

    @Override
    public void process(Exchange exchange) {
        boolean leaving = HubCall.claim(exchange).errand() == Errand.LEAVE;
        Hub hub = (leaving ? federation.left() : federation.hub())
                .orElseThrow(() -> new IllegalStateException("This manager has no hub any more."));
        peers.admit(CALLER, List.of(URI.create(hub.url())), List.of());
        exchange.setProperty(HUB, hub.url());
        signer.dtas(exchange.getMessage(), hub.key());
    }
}
