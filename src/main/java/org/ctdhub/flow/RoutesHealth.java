// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.ctdhub.connector.Problem;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether every core route runs. Products' own routes don't count: one that is broken keeps no other from its work. */
@Component("routes")
class RoutesHealth extends AbstractHealthIndicator {

    private final CamelContext camel;
    private volatile List<String> core = List.of();
    private volatile List<Problem> broken = List.of();

    RoutesHealth(CamelContext camel) {
        this.camel = camel;
    }

    /** Takes what could not be loaded; the routes that stand now, and start by themselves, are to run from now on. */
    void watch(List<Problem> notLoaded) {
        broken = notLoaded;
        core = camel.getRoutes().stream()
                .filter(route -> !Boolean.FALSE.equals(route.isAutoStartup()))
                .map(Route::getId)
                .toList();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        List<String> resting = core.stream()
                .filter(id -> !camel.getRouteController().getRouteStatus(id).isStarted())
                .toList();
        if (broken.isEmpty() && resting.isEmpty()) {
            health.up();
        } else {
            health.down().withDetail("notLoaded", broken).withDetail("notRunning", resting);
        }
    }
}
