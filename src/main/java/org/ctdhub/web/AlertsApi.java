// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.registry.Alerts;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a person should look at. */
@Tag(name = "Forwards", description = "Who is told what the hub learns, and what a person should look at.")
@RestController
@RequestMapping("/api/v1/alerts")
class AlertsApi {

    private final Alerts alerts;

    AlertsApi(Alerts alerts) {
        this.alerts = alerts;
    }

    @Operation(
            summary = "Lists what a person should look at, and what was so in the last 90 days; the open ones first.")
    @GetMapping
    List<Alerts.Alert> alerts(
            @RequestParam(defaultValue = "false") boolean open, @RequestParam(defaultValue = "100") int limit) {
        return alerts.all(open, Page.limit(limit));
    }
}
