// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Those who call and wait to be let in; they are shown below the products. */
@ConsolePage
class SubscribersPage {

    private final SubscribersApi api;
    private final ProductsPage products;

    SubscribersPage(SubscribersApi api, ProductsPage products) {
        this.api = api;
        this.products = products;
    }

    /** Lets one in as a kind of product, or to read every type. */
    @PostMapping("/subscribers/{id}/admit")
    String admit(
            @PathVariable int id,
            @RequestParam(required = false) String connector,
            @RequestParam(required = false) String version,
            HttpServletResponse response,
            Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    List<String> types = connector == null ? ConsoleFrame.WORDS.types() : null;
                    api.admit(id, new SubscribersApi.Let(connector, version, types));
                    return "redirect:/products";
                },
                () -> products.products(model));
    }

    @PostMapping("/subscribers/{id}/dismiss")
    String dismiss(@PathVariable int id) {
        api.dismiss(id);
        return "redirect:/products";
    }
}
