// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.Rate;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Pace;
import org.ctdhub.connector.Registrar;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.Overview.ProductLine;
import org.ctdhub.registry.Registered;
import org.ctdhub.registry.Registrations;
import org.ctdhub.registry.WrittenFiles;
import org.springframework.stereotype.Component;

/** Puts together what is known of products: from the registry, and from this node. */
@Component
class ProductViews {

    private final Overview overview;
    private final Registrations registrations;
    private final RegisteredProducts products;
    private final Registrar registrar;
    private final ProductStates states;
    private final Comparisons comparisons;
    private final WrittenFiles writtenFiles;

    ProductViews(
            Overview overview,
            Registrations registrations,
            RegisteredProducts products,
            Registrar registrar,
            ProductStates states,
            Comparisons comparisons,
            WrittenFiles writtenFiles) {
        this.states = states;
        this.comparisons = comparisons;
        this.writtenFiles = writtenFiles;
        this.overview = overview;
        this.registrations = registrations;
        this.products = products;
        this.registrar = registrar;
    }

    /** Every product, by name. */
    List<ProductView> all() {
        Function<ProductLine, String> now = states.now();
        return overview.products().stream()
                .map(line -> view(line, now.apply(line), registrations.find(line.name()), List.of()))
                .toList();
    }

    /** One product, with warnings beyond those that are known of it. */
    ProductView of(Registered product, List<String> more) {
        return overview.products().stream()
                .filter(line -> line.name().equals(product.name()))
                .findFirst()
                .map(line -> view(line, states.now().apply(line), Optional.of(product), more))
                .orElseThrow();
    }

    private ProductView view(ProductLine line, String state, Optional<Registered> registered, List<String> more) {
        Optional<Product> working = products.find(line.name());
        List<String> warnings = new ArrayList<>(working.map(registrar::warnings).orElse(List.of()));
        warnings.addAll(more);
        Optional<Registered> own = registered.filter(product -> !product.configured());
        Optional<Pace> pace = working.map(products::pace);
        return new ProductView(
                line.name(),
                line.connector(),
                line.version(),
                line.enabled(),
                state,
                line.source(),
                line.revision(),
                own.flatMap(Registered::every)
                        .or(() -> pace.flatMap(Pace::every))
                        .map(ProductView::text)
                        .orElse(null),
                own.flatMap(Registered::callsPerSecond)
                        .or(() -> pace.flatMap(Pace::rate).map(Rate::calls))
                        .orElse(null),
                own.map(ProductViews::settings)
                        .or(() -> working.map(ProductViews::settings))
                        .orElse(Map.of()),
                line.lastSuccessAt(),
                line.lastErrorAt(),
                line.lastError(),
                line.heardAt(),
                line.leaving(),
                line.lists(),
                working.map(this::files).orElse(List.of()),
                line.objects(),
                line.cursors(),
                comparisons.all().get(line.name()),
                products.troubles(line.name()),
                warnings);
    }

    private List<ProductView.File> files(Product product) {
        if (product.files().isEmpty()) {
            return List.of();
        }
        List<WrittenFiles.Line> written = writtenFiles.files(product.name());
        return product.files().stream()
                .map(file -> file(
                        product,
                        file,
                        written.stream()
                                .filter(line -> line.name().equals(file.name()))
                                .findFirst()))
                .toList();
    }

    private static ProductView.File file(Product product, ListFile file, Optional<WrittenFiles.Line> written) {
        return new ProductView.File(
                file.name(),
                file.title(),
                ListsEndpoint.PATH + product.name() + "/" + file.name(),
                written.map(WrittenFiles.Line::number).orElse(null),
                written.map(WrittenFiles.Line::entries).orElse(0L),
                written.map(WrittenFiles.Line::leftOut).orElse(Map.of()),
                written.map(WrittenFiles.Line::renderedAt).orElse(null),
                written.map(WrittenFiles.Line::placedAt).orElse(null));
    }

    private static Map<String, String> settings(Registered product) {
        Map<String, String> shown = new TreeMap<>(product.open());
        product.sealed().forEach(secret -> shown.put(secret, ProductRequest.KEPT));
        return shown;
    }

    private static Map<String, String> settings(Product product) {
        Map<String, String> shown = new TreeMap<>(product.settings());
        shown.replaceAll((name, value) -> product.isSecret(name) ? ProductRequest.KEPT : value);
        return shown;
    }
}
