// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.ctdhub.registry.FlowCounts;
import org.ctdhub.registry.Stops;
import org.ctdhub.registry.Task;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One product, and everything that can be done with it. */
@ConsolePage
class ProductPage {

    private final ProductsApi api;
    private final Stops stops;
    private final WhoAsks who;
    private final Wording wording;
    private final FlowCounts flow;
    private final ListTokensApi listTokens;

    ProductPage(ProductsApi api, Stops stops, WhoAsks who, ListTokensApi listTokens, Wording wording, FlowCounts flow) {
        this.flow = flow;
        this.wording = wording;
        this.listTokens = listTokens;
        this.api = api;
        this.stops = stops;
        this.who = who;
    }

    @GetMapping("/product")
    String product(@RequestParam String name, Model model) {
        ProductView product = api.product(name).getBody();
        model.addAttribute("product", product);
        model.addAttribute("waiting", flow.waiting().get(name));
        model.addAttribute("stopped", stops.stopped().contains(name));
        return "product";
    }

    /** Tests the connection, and shows what came of it. */
    @PostMapping("/products/{name}/test")
    String test(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    model.addAttribute("connection", api.test(name));
                    return product(name, model);
                },
                () -> product(name, model));
    }

    /** Makes the token with which its files are fetched, and shows it this once. */
    @PostMapping("/products/{name}/list-token")
    String listToken(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    model.addAttribute(
                            "listToken",
                            listTokens
                                    .create(name, Long.parseLong(ListTokensApi.USUAL_OVERLAP))
                                    .token());
                    return product(name, model);
                },
                () -> product(name, model));
    }

    @PostMapping("/products/{name}/sync")
    String sync(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return change(name, response, model, () -> api.sync(name));
    }

    @PostMapping("/products/{name}/send-again")
    String sendAgain(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return change(name, response, model, () -> api.sendAgain(name));
    }

    @PostMapping("/products/{name}/compare")
    String compare(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return change(name, response, model, () -> api.compare(name));
    }

    @PostMapping("/products/{name}/enable")
    String enable(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return change(name, response, model, () -> api.enable(name, null));
    }

    @PostMapping("/products/{name}/disable")
    String disable(@PathVariable String name, HttpServletResponse response, Model model) throws Exception {
        return change(name, response, model, () -> api.disable(name, null));
    }

    private String change(String name, HttpServletResponse response, Model model, Runnable change) throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    change.run();
                    return "redirect:/product?name=" + name;
                },
                () -> product(name, model));
    }

    @PostMapping("/products/{name}/remove")
    String remove(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    if (Confirm.given(request)) {
                        api.remove(name, request.getParameter("holds"), null);
                        return "redirect:/products";
                    }
                    return Confirm.ask(
                            model,
                            request,
                            wording.of(
                                    "withdraw".equals(request.getParameter("holds"))
                                            ? "ask.remove-withdraw"
                                            : "ask.remove-leave",
                                    api.product(name).getBody().name()),
                            List.of(),
                            "/products");
                },
                () -> product(name, model));
    }

    @PostMapping("/products/{name}/stop")
    String stop(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return set(name, true, request, response, model);
    }

    @PostMapping("/products/{name}/resume")
    String resume(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return set(name, false, request, response, model);
    }

    private String set(
            String name, boolean stopped, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> {
                    if (!Confirm.given(request)) {
                        return Confirm.ask(
                                model,
                                request,
                                wording.of(stopped ? "ask.stop" : "ask.resume", name),
                                stops.preview(name, stopped, who.actor()),
                                "/products");
                    }
                    List<Task> begun = stops.set(name, stopped, who.actor());
                    return begun.size() == 1 ? "redirect:/tasks/" + begun.get(0).id() : "redirect:/tasks";
                },
                () -> product(name, model));
    }
}
