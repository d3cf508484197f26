// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.ctdhub.registry.DistributionSwitch;
import org.ctdhub.registry.DistributionSwitch.Position;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the hub tells anybody anything, and where products reach it. */
@Tag(name = "Distribution", description = "Whether the hub tells anybody anything, and where products reach it.")
@RestController
@RequestMapping("/api/v1/distribution")
class DistributionApi {

    private static final int LONGEST_URL = 2_048;

    private final DistributionSwitch distribution;
    private final WhoAsks who;

    DistributionApi(DistributionSwitch distribution, WhoAsks who) {
        this.distribution = distribution;
        this.who = who;
    }

    /** How it shall be. */
    record Wanted(Boolean enabled, String serviceUrl) {}

    @Operation(summary = "Tells whether the hub distributes, and under which address.")
    @GetMapping
    Position get() {
        return distribution.get();
    }

    @Operation(summary = "Switches distribution on or off.")
    @PutMapping
    Position put(@RequestBody Wanted wanted) {
        if (wanted.enabled() == null) {
            throw new IllegalArgumentException("'enabled' is missing; send true or false.");
        }
        if (wanted.serviceUrl() != null && !isUrl(wanted.serviceUrl())) {
            throw new IllegalArgumentException(
                    "serviceUrl is no address under which products could reach the hub; send http://... or https://...");
        }
        return distribution.put(who.actor(), new Position(wanted.enabled(), wanted.serviceUrl()));
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST_URL
                    && url.getHost() != null
                    && Set.of("http", "https").contains(url.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
