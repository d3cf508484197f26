// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Overview;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page that says what is running and where to look. */
@ConsolePage
class HomePage {

    private static final int SHOWN = 20;

    private final Overview overview;
    private final RegisteredProducts products;

    HomePage(Overview overview, RegisteredProducts products) {
        this.overview = overview;
        this.products = products;
    }

    @GetMapping("/")
    String home(Model model) {
        model.addAttribute("products", overview.products());
        model.addAttribute("listed", overview.listedByType());
        model.addAttribute("quarantined", overview.quarantinedByReason());
        model.addAttribute("quarantine", overview.quarantine(SHOWN));
        model.addAttribute("problems", products.problems());
        return "home";
    }
}
