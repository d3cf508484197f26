// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ctdhub.connector.Silence;
import org.ctdhub.registry.Brakes;
import org.ctdhub.registry.Overview.ProductLine;
import org.ctdhub.registry.Stops;
import org.springframework.stereotype.Component;

/** Whether products are at work: enabled, disabled, stopped by a person, held by a brake, leaving or silent. */
@Component
class ProductStates {

    private static final int BRAKES = 1_000;

    private final Brakes brakes;
    private final Stops stops;
    private final Silence silence;

    ProductStates(Brakes brakes, Stops stops, Silence silence) {
        this.brakes = brakes;
        this.stops = stops;
        this.silence = silence;
    }

    /** What gives each product the word for how it stands now. */
    Function<ProductLine, String> now() {
        Set<String> stopped = stops.stopped();
        Set<String> held = brakes.all(BRAKES).stream()
                .filter(brake -> brake.releasedAt() == null && brake.product() != null)
                .map(Brakes.Brake::product)
                .collect(Collectors.toSet());
        return product -> state(product, stopped, held);
    }

    private String state(ProductLine product, Set<String> stopped, Set<String> held) {
        if (!product.enabled()) {
            return "disabled";
        }
        if (product.leaving()) {
            return "leaving";
        }
        if (stopped.contains(product.name())) {
            return "stopped";
        }
        if (held.contains(product.name())) {
            return "held";
        }
        return silence.isSilent(product.name(), product.heardAt()) ? "silent" : "enabled";
    }
}
