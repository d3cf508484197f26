// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Map;
import java.util.Optional;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Alerts;
import org.ctdhub.registry.FlowCounts;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.QuarantineRecords;
import org.ctdhub.registry.QuarantineRecords.Choice;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** The page that shows the flow, and first what needs somebody. */
@ConsolePage
class HomePage {

    private static final int SHOWN = 20;

    /** Where what an alert is about can be seen; everything else is about a product. */
    private static final Map<String, String> PLACES = Map.of(
            "brake_on",
            "/brakes",
            "edge_behind",
            "/federation",
            "list_full",
            "/products",
            "quarantine_not_empty",
            "/quarantine");

    private final FlowPicture picture;
    private final FlowCounts counts;
    private final Alerts alerts;
    private final RegisteredProducts products;
    private final DistributionApi distribution;
    private final Overview overview;
    private final QuarantineRecords quarantine;

    HomePage(
            FlowPicture picture,
            FlowCounts counts,
            Alerts alerts,
            RegisteredProducts products,
            DistributionApi distribution,
            Overview overview,
            QuarantineRecords quarantine) {
        this.picture = picture;
        this.counts = counts;
        this.alerts = alerts;
        this.products = products;
        this.distribution = distribution;
        this.overview = overview;
        this.quarantine = quarantine;
    }

    /** An alert, and where to look. */
    record Told(String kind, String subject, String message, String path) {

        static Told of(Alerts.Alert alert) {
            return new Told(
                    alert.kind(),
                    alert.subject(),
                    alert.message(),
                    alert.kind().equals("forward_behind")
                            ? null
                            : PLACES.getOrDefault(alert.kind(), "/product?name=" + alert.subject()));
        }
    }

    /** The whole page; or only what moves, to a page that looks again by itself. */
    @GetMapping("/")
    String home(@RequestHeader(name = "HX-Request", required = false) boolean again, Model model) {
        model.addAttribute("flow", picture.now());
        model.addAttribute("listed", overview.listedByType());
        model.addAttribute(
                "alerts", alerts.all(true, SHOWN).stream().map(Told::of).toList());
        model.addAttribute("untaken", counts.takenByNobody());
        model.addAttribute("off", !distribution.get().enabled());
        model.addAttribute("callers", counts.callers());
        model.addAttribute("problems", products.problems());
        if (again) {
            return "home :: live";
        }
        model.addAttribute("composition", counts.composition());
        model.addAttribute("arrivals", picture.arrivals());
        model.addAttribute("quarantine", quarantine.find(Choice.ANY, Optional.empty(), SHOWN));
        return "home";
    }
}
