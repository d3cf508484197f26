// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ctdhub.registry.Brakes;
import org.ctdhub.registry.Stops;
import org.springframework.stereotype.Component;

/** Whether products are at work: enabled, disabled, stopped by a person, or held by a brake. */
@Component
class ProductStates {

    private static final int BRAKES = 1_000;

    private final Brakes brakes;
    private final Stops stops;

    ProductStates(Brakes brakes, Stops stops) {
        this.brakes = brakes;
        this.stops = stops;
    }

    /** What gives each product the word for how it stands now. */
    Function<ProductView, String> now() {
        Set<String> stopped = stops.stopped();
        Set<String> held = brakes.all(BRAKES).stream()
                .filter(brake -> brake.releasedAt() == null && brake.product() != null)
                .map(Brakes.Brake::product)
                .collect(Collectors.toSet());
        return product -> state(product, stopped, held);
    }

    private static String state(ProductView product, Set<String> stopped, Set<String> held) {
        if (!product.enabled()) {
            return "disabled";
        }
        if (stopped.contains(product.name())) {
            return "stopped";
        }
        return held.contains(product.name()) ? "held" : "enabled";
    }
}
