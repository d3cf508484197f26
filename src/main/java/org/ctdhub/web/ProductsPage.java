// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.registry.NotFound;
import org.ctdhub.web.ConnectorsApi.Kind;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The products, those that call and wait, and the form with which a product is registered. */
@ConsolePage
@RequestMapping("/products")
class ProductsPage {

    private static final String SETTING = "setting.";

    private final ProductsApi api;
    private final ConnectorsApi connectors;
    private final SubscribersApi subscribers;

    ProductsPage(ProductsApi api, ConnectorsApi connectors, SubscribersApi subscribers) {
        this.api = api;
        this.connectors = connectors;
        this.subscribers = subscribers;
    }

    /** The form, as it was filled in; its settings stand beside it. */
    record Wanted(String name, String connector, String version, String every, Integer callsPerSecond) {}

    @GetMapping
    String products(Model model) {
        model.addAttribute("products", api.products());
        model.addAttribute("kinds", connectors.connectors());
        model.addAttribute("subscribers", subscribers.subscribers());
        model.addAttribute("calls", subscribers.calls());
        return "products";
    }

    /** The form of one kind of product, or the choice of a kind. */
    @GetMapping("/new")
    String form(@RequestParam(required = false) String connector, Model model) {
        List<Kind> kinds = connectors.connectors();
        model.addAttribute("kinds", kinds);
        if (connector != null) {
            model.addAttribute("kind", kind(kinds, connector));
        }
        if (!model.containsAttribute("given")) {
            model.addAttribute("given", Map.of());
        }
        return "product-new";
    }

    private static Kind kind(List<Kind> kinds, String folder) {
        return kinds.stream()
                .filter(kind -> kind.folder().equals(folder))
                .findFirst()
                .orElseThrow(() -> new NotFound("There is no such kind of product. Go back, and choose one."));
    }

    /** Registers it; what is wrong is shown beside the form, without the secrets that were typed. */
    @PostMapping("/new")
    String register(
            @ModelAttribute("form") Wanted wanted,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model)
            throws Exception {
        Map<String, String> settings = settings(fields);
        return Attempt.of(
                model,
                response,
                () -> {
                    api.register(new ProductRequest(
                            wanted.name(),
                            wanted.connector(),
                            wanted.version(),
                            wanted.every(),
                            wanted.callsPerSecond(),
                            settings));
                    return "redirect:/product?name=" + wanted.name();
                },
                () -> {
                    model.addAttribute("given", shown(wanted.connector(), settings));
                    return form(wanted.connector(), model);
                });
    }

    private static Map<String, String> settings(Map<String, String> fields) {
        Map<String, String> settings = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(SETTING) && !value.isBlank()) {
                settings.put(name.substring(SETTING.length()), value.strip());
            }
        });
        return settings;
    }

    private Map<String, String> shown(String connector, Map<String, String> settings) {
        Map<String, String> shown = new HashMap<>(settings);
        Set<String> open = new HashSet<>();
        Optional.ofNullable(connector).map(folder -> kind(connectors.connectors(), folder)).stream()
                .flatMap(kind -> kind.settings().stream())
                .filter(setting -> Boolean.FALSE.equals(setting.get("secret")))
                .forEach(setting -> open.add((String) setting.get("name")));
        shown.keySet().retainAll(open);
        return shown;
    }
}
