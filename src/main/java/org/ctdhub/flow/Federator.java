// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.registry.DistributionSwitch;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.HubCopy;
import org.ctdhub.registry.Links;
import org.ctdhub.registry.Links.Claim;
import org.ctdhub.registry.Links.Errand;
import org.ctdhub.registry.OvertakenException;
import org.ctdhub.registry.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** An edge's errands at its hub, from their claim to their end, and how it comes to be an edge and leaves (assumed throughout). */
@Component("federator")
public class Federator {

    private static final Duration FIRST_TRY = Duration.ofSeconds(1);
    private static final Duration LAST_TRY = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Federator.class);

    private final Links links;
    private final HubCopy copy;
    private final Federation federation;
    private final DistributionSwitch distribution;
    private final LooseEnds looseEnds;
    private final Clock clock;

    public Federator(
            Links links,
            HubCopy copy,
            Federation federation,
            DistributionSwitch distribution,
            LooseEnds looseEnds,
            Clock clock) {
        this.links = links;
        this.copy = copy;
        this.federation = federation;
        this.distribution = distribution;
        this.looseEnds = looseEnds;
        this.clock = clock;
    }

    /** Takes a claim as body. */
    public void begin(Exchange exchange) {
        HubCall.begin(exchange, exchange.getMessage().getBody(Claim.class), clock.instant());
    }

    /** Whether another call is to be made: there is more to do, and the claim is still its holder's. */
    public boolean goesOn(Exchange exchange) {
        Optional<Boolean> more = HubCall.more(exchange);
        if (more.isEmpty()) {
            return true;
        }
        Optional<Claim> renewed = more.get() && !exchange.getContext().isStopping()
                ? links.renew(HubCall.claim(exchange))
                : Optional.empty();
        renewed.ifPresent(claim -> HubCall.renewed(exchange, claim));
        return renewed.isPresent();
    }

    /** Lets go of the errand. */
    public void end(Exchange exchange) {
        Claim claim = HubCall.claim(exchange);
        HubCall.until(exchange).ifPresent(until -> looseEnds.write(() -> links.rest(claim, until)));
    }

    /**
     * A call failed: the errand rests a while, and what it had begun is begun anew from what was stored. It was no failure if
     * somebody else took the errand over, or if this process stops and hung up.
     */
    public void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Claim claim = HubCall.claim(exchange);
        HubCall.more(exchange, false);
        if (failure instanceof OvertakenException || exchange.getContext().isStopping()) {
            return;
        }
        HubCall.until(exchange, null);
        Pause pause = pause(claim, failure);
        LOG.warn("The hub could not be worked with ({}): {}", claim.word(), pause.error());
        if (says(failure, "not registered")) {
            federation.forgotten();
        }
        if (claim.errand() == Errand.LEAVE && HttpAnswer.of(failure, clock).kind() != HttpAnswer.Kind.DOWN) {
            copy.farewell(claim);
        }
        looseEnds.write(() -> links.pause(claim, pause));
    }

    private Pause pause(Claim claim, Exception failure) {
        Pause usual = Courier.pause(failure, false, clock);
        if (usual.wish().isPresent() && !says(failure, "not registered") && !says(failure, "let in")) {
            return usual;
        }
        Duration wait = FIRST_TRY.multipliedBy(1L << Math.min(claim.failures(), 4));
        return new Pause(
                false,
                Optional.of(clock.instant().plus(wait.compareTo(LAST_TRY) > 0 ? LAST_TRY : wait)),
                usual.error());
    }

    private static boolean says(Exception failure, String words) {
        return ProductError.answered(failure)
                .filter(http -> http.getStatusCode() == 403
                        && String.valueOf(http.getResponseBody()).contains(words))
                .isPresent();
    }

    /** The call that registers this edge. */
    public void askToRegister(Exchange exchange) {
        HubCall.to(exchange, "register");
        HubCall.header(exchange, "Role", "edge");
        HubCall.header(exchange, "ProductName", "edge");
        Optional.ofNullable(distribution.get().serviceUrl())
                .ifPresent(url -> HubCall.header(exchange, "ClientHostname", url));
    }

    /** The hub took this edge, and said who it is. */
    public void registered(Exchange exchange) {
        UUID origin;
        try {
            origin = UUID.fromString(String.valueOf(HubCall.answered(exchange, "ManagerID")));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "What answered is no hub: it gave no id of its own. Check the hub's service URL.", e);
        }
        String url = federation.hub().map(Federation.Hub::url).orElse("");
        copy.registered(HubCall.claim(exchange), origin, url);
        HubCall.more(exchange, false);
    }

    /** The call that ends the registration. */
    public void sayFarewell(Exchange exchange) {
        HubCall.to(exchange, "unregister");
    }

    /** The hub knows. */
    public void left(Exchange exchange) {
        copy.farewell(HubCall.claim(exchange));
        HubCall.more(exchange, false);
    }
}
