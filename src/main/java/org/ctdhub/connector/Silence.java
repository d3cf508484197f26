// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ctdhub.connector.Delivery.Style;

/** Which products have to call the hub, since it can't call them, and did not for too long. */
public final class Silence {

    private final RegisteredProducts products;
    private final Duration longest;
    private final Clock clock;

    /** @param longest how long a product that asks for its list may stay away */
    public Silence(RegisteredProducts products, Duration longest, Clock clock) {
        this.products = products;
        this.longest = longest;
        this.clock = clock;
    }

    /** Whether a product that must call was heard too long ago, or never. */
    public boolean isSilent(String product, Instant heardAt) {
        boolean asks = products.find(product).filter(Silence::asks).isPresent();
        boolean mustCall =
                asks || products.find(product).filter(Silence::onlySends).isPresent();
        return mustCall
                && (heardAt == null || (asks && heardAt.isBefore(clock.instant().minus(longest))));
    }

    private static boolean asks(Product product) {
        return product.way().equals(Optional.of(Style.PULL));
    }

    /** A quiet network is no fault: such a product is silent only if it was never heard. */
    private static boolean onlySends(Product product) {
        Manifest manifest = product.connector().manifest();
        return manifest.role().produces() && manifest.collecting().isEmpty();
    }
}
