// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Routes;
import org.ctdhub.connector.Routes.Line;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;

/** How the routes of this node do: those of the hub by chapter, then those of each product. */
@ConsolePage
@RequestMapping("/routes")
class RoutesPage {

    /** The flow, in its own order; what has no place in it, such as what a site added, comes behind. */
    private static final List<String> CHAPTERS = List.of(
            "collect", "register", "decide", "expire", "guard", "distribute", "federate", "detect", "tell", "report");

    private final Routes routes;
    private final RegisteredProducts products;

    RoutesPage(Routes routes, RegisteredProducts products) {
        this.routes = routes;
        this.products = products;
    }

    /** The routes of a chapter, or of a product, which can be paused. */
    record Group(String name, boolean product, List<Line> routes) {}

    @GetMapping
    String routes(@RequestHeader(name = "HX-Request", required = false) boolean again, Model model) {
        Map<String, List<Line>> byName = routes.all().stream()
                .collect(Collectors.groupingBy(RoutesPage::name, LinkedHashMap::new, Collectors.toList()));
        model.addAttribute(
                "groups",
                byName.entrySet().stream()
                        .map(group -> new Group(
                                group.getKey(), products.find(group.getKey()).isPresent(), group.getValue()))
                        .sorted(Comparator.comparing(Group::product)
                                .thenComparing(RoutesPage::chapter)
                                .thenComparing(Group::name))
                        .toList());
        return again ? "routes :: live" : "routes";
    }

    private static String name(Line route) {
        return route.id().substring(0, Math.max(route.id().indexOf('.'), 0));
    }

    private static int chapter(Group group) {
        int place = CHAPTERS.indexOf(group.name());
        return place < 0 ? CHAPTERS.size() : place;
    }
}
