// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.HubCopy;
import org.ctdhub.registry.HubExceptions;
import org.ctdhub.registry.HubExceptions.Exempt;
import org.ctdhub.registry.LinkRecord;
import org.ctdhub.registry.Links;
import org.springframework.stereotype.Component;

/** Asks the hub what is new, lets it hold its answer back, and takes the answer in. */
@Component("hubListener")
public class HubListener {

    private static final String ASKED_AT = "askedAt";
    private static final String WAIT = "wait";

    /** Well below the deadline that a call may be given. */
    private static final int WAIT_SECONDS = 15;

    /** A hub that has nothing to say sooner than this doesn't know how to wait. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final double JITTER = 0.2;

    private final HubCopy copy;
    private final HubExceptions exceptions;
    private final Links links;
    private final Federation federation;
    private final Clock clock;

    public HubListener(HubCopy copy, HubExceptions exceptions, Links links, Federation federation, Clock clock) {
        this.copy = copy;
        this.exceptions = exceptions;
        this.links = links;
        this.federation = federation;
        this.clock = clock;
    }

    /** The call that asks for what is new; while both sides are to be compared, for what is new by now. */
    public void askForNews(Exchange exchange) {
        ask(exchange, "get_black_lists", links.inDoubt() ? 0 : WAIT_SECONDS);
    }

    /** Takes in what was new, and moves the cursor with it. */
    public void takeNews(Exchange exchange) throws UnreadableException {
        HubAnswer<LinkRecord> answer = HubAnswer.records(exchange);
        boolean last = answer.upTo() == 0;
        copy.read(HubCall.claim(exchange), answer.said(), answer.upTo(), last, answer.reset());
        listenOn(exchange, last && !answer.reset());
    }

    /** The call that asks for what changed of the exceptions. */
    public void askForExceptions(Exchange exchange) {
        ask(exchange, "get_exception_list", WAIT_SECONDS);
    }

    /** Takes in what changed of them, and moves the cursor with it. */
    public void takeExceptions(Exchange exchange) throws UnreadableException {
        HubAnswer<Exempt> answer = HubAnswer.exceptions(exchange);
        exceptions.read(HubCall.claim(exchange), answer.said(), answer.upTo());
        listenOn(exchange, answer.upTo() == 0);
    }

    private static void ask(Exchange exchange, String service, int wait) {
        HubCall.to(exchange, service);
        long position = HubCall.claim(exchange).position();
        HubCall.header(exchange, "LastQueryID", String.valueOf(position));
        HubCall.header(exchange, "Wait", String.valueOf(wait));
        exchange.setProperty(WAIT, wait);
        exchange.setProperty(ASKED_AT, System.nanoTime());
    }

    /** A hub that holds its answers back is asked again at once; one that doesn't, now and then. */
    private void listenOn(Exchange exchange, boolean nothing) {
        long asked = exchange.getProperty(ASKED_AT, Long.class);
        boolean refusedToWait = nothing
                && exchange.getProperty(WAIT, Integer.class) > 0
                && System.nanoTime() - asked < AT_ONCE.toNanos();
        HubCall.more(exchange, !refusedToWait);
        if (refusedToWait) {
            double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
            long millis = (long) (federation.poll().toMillis() * factor);
            HubCall.until(exchange, clock.instant().plusMillis(millis));
        }
    }
}
