// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.connector.Routes;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the routes of this node do. */
@Tag(name = "Routes", description = "How the Camel routes of the node that answers do.")
@RestController
@RequestMapping("/api/v1/routes")
class RoutesApi {

    private final Routes routes;

    RoutesApi(Routes routes) {
        this.routes = routes;
    }

    @Operation(summary = "Lists each route of this node: how often it runs, how long it takes, and what failed last.")
    @GetMapping
    List<Routes.Line> all() {
        return routes.all();
    }
}
