// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.Digests;
import org.ctdhub.registry.HubCopy;
import org.ctdhub.registry.HubExceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Compares with the hub what both hold, and has it send again only the parts in which something differs. */
@Component("hubComparer")
public class HubComparer {

    private static final String BUCKETS = "buckets";
    private static final String TRIED = "tried";
    private static final Duration COMPARED_EVERY = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(HubComparer.class);

    private final Digests digests;
    private final HubCopy copy;
    private final HubExceptions exceptions;
    private final Clock clock;

    public HubComparer(Digests digests, HubCopy copy, HubExceptions exceptions, Clock clock) {
        this.digests = digests;
        this.copy = copy;
        this.exceptions = exceptions;
        this.clock = clock;
    }

    /** The call that asks for the hub's digests. */
    public void askForDigests(Exchange exchange) {
        HubCall.to(exchange, "get_digests");
    }

    /** Finds where both sides differ. */
    public void differing(Exchange exchange) throws UnreadableException {
        Set<String> tried = tried(exchange);
        List<String> buckets = digests.differing(HubAnswer.digests(exchange), tried);
        exchange.setProperty(BUCKETS, buckets.isEmpty() ? null : buckets);
        HubCall.more(exchange, !buckets.isEmpty());
        if (buckets.isEmpty()) {
            copy.agreed(HubCall.claim(exchange));
            HubCall.until(exchange, clock.instant().plus(COMPARED_EVERY));
        } else {
            LOG.info(
                    "The hub holds something else in {} of its parts; they are sent again: {}",
                    buckets.size(),
                    buckets);
            tried.addAll(buckets);
        }
    }

    /** The call that has them sent again. */
    public void askForBuckets(Exchange exchange) {
        List<String> buckets = buckets(exchange);
        HubCall.to(exchange, areExceptions(buckets) ? "get_exception_list" : "get_black_lists");
        HubCall.header(exchange, "Buckets", String.join(",", buckets));
    }

    /** Does as the hub says. */
    public void repair(Exchange exchange) throws UnreadableException {
        List<String> buckets = buckets(exchange);
        if (areExceptions(buckets)) {
            exceptions.repair(
                    HubCall.claim(exchange),
                    buckets,
                    HubAnswer.exceptions(exchange).said());
        } else {
            copy.repair(
                    HubCall.claim(exchange),
                    buckets,
                    HubAnswer.records(exchange).said());
        }
    }

    private static boolean areExceptions(List<String> buckets) {
        return Digests.kind(buckets.get(0)).equals("exception");
    }

    /** What was sent again in this errand already. */
    @SuppressWarnings("unchecked")
    private static Set<String> tried(Exchange exchange) {
        if (exchange.getProperty(TRIED) == null) {
            exchange.setProperty(TRIED, new HashSet<String>());
        }
        return exchange.getProperty(TRIED, Set.class);
    }

    @SuppressWarnings("unchecked")
    private static List<String> buckets(Exchange exchange) {
        return exchange.getProperty(BUCKETS, List.class);
    }
}
