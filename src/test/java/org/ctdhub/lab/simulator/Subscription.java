// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Duration;

/** Asks a source for its list again and again, until the product that asks is closed. */
final class Subscription {

    private final Simulator product;
    private final Subscriber subscriber;
    private final Duration interval;

    Subscription(Simulator product, Subscriber subscriber, Duration interval) {
        this.product = product;
        this.subscriber = subscriber;
        this.interval = interval;
    }

    void start() {
        Thread poller = new Thread(this::poll, "lab-subscriber");
        poller.setDaemon(true);
        poller.start();
    }

    private void poll() {
        Duration pause = Duration.ZERO;
        while (!product.closesWithin(pause) && !product.closesWithin(product.delay())) {
            Duration asked = subscriber.round(product.faults()).orElse(Duration.ZERO);
            pause = asked.compareTo(interval) > 0 ? asked : interval;
        }
    }
}
