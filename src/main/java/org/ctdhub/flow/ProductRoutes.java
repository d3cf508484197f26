// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.Verb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes a product's routes of its connector's templates, and takes them away again. */
@Component
public class ProductRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ProductRoutes.class);

    /** What is under way in a route that is taken away may come to its end within this. */
    private static final int SECONDS_TO_END = 3;

    private final CamelContext camel;
    private final RouteLoader loader;
    private final Mappings mappings;
    private final RegisteredProducts products;
    private final Distributor distributor;

    /** What is wrong with each connector whose files were loaded; they are loaded once. */
    private final Map<String, List<Problem>> loaded = new HashMap<>();

    public ProductRoutes(
            CamelContext camel,
            RouteLoader loader,
            Mappings mappings,
            RegisteredProducts products,
            Distributor distributor) {
        this.camel = camel;
        this.loader = loader;
        this.mappings = mappings;
        this.products = products;
        this.distributor = distributor;
    }

    /** Raises a product's routes; one that can't be raised is named, and the others stand. */
    synchronized List<Problem> raise(Entry entry) {
        Connector connector = entry.product().connector();
        List<Problem> problems = new ArrayList<>(loaded.computeIfAbsent(connector.folder(), folder -> load(connector)));
        for (Verb verb : entry.product().verbs()) {
            raise(entry, verb).ifPresent(problems::add);
        }
        problems.forEach(products::report);
        return problems;
    }

    /** Takes a product's routes away, whichever it has, with all that the hub remembers of their running. */
    synchronized void takeAway(String product) {
        for (Verb verb : Verb.values()) {
            takeAwayRoute(id(product, verb));
        }
        distributor.forget(product);
    }

    private List<Problem> load(Connector connector) {
        List<Problem> problems = new ArrayList<>();
        mappings.load(connector).ifPresent(problem -> {
            LOG.error("Mapping not loaded: {}", problem);
            problems.add(problem);
        });
        connector
                .manifest()
                .verbs()
                .forEach(verb -> loader.loadTemplate(connector.template(verb)).ifPresent(problems::add));
        return problems;
    }

    private Optional<Problem> raise(Entry entry, Verb verb) {
        Product product = entry.product();
        TemplatedRouteBuilder route = TemplatedRouteBuilder.builder(
                        camel, product.connector().folder() + "." + verb.word())
                .routeId(id(product.name(), verb))
                .parameter("product", product.name());
        product.routeSettings().forEach(route::parameter);
        if (verb == Verb.ANSWER) {
            entry.answeringRate()
                    .ifPresent(rate -> route.parameter("calls", String.valueOf(rate.calls()))
                            .parameter("period", String.valueOf(rate.per().toMillis())));
        }
        try {
            route.add();
            return Optional.empty();
        } catch (Exception e) {
            takeAwayRoute(id(product.name(), verb));
            Problem problem = YamlProblem.of(product.connector().template(verb), e);
            ProductLog.error(product.name(), "Product {} can't {}: {}", product.name(), verb.word(), problem);
            return Optional.of(problem);
        }
    }

    private void takeAwayRoute(String id) {
        try {
            if (camel.getRoute(id) != null) {
                camel.getRouteController().stopRoute(id, SECONDS_TO_END, TimeUnit.SECONDS);
                camel.removeRoute(id);
            }
            RouteDefinition left = ((ModelCamelContext) camel).getRouteDefinition(id);
            if (left != null) {
                ((ModelCamelContext) camel).removeRouteDefinition(left);
            }
        } catch (Exception e) {
            LOG.error("The route {} can't be taken away: {}", id, ProductError.text(e));
        }
    }

    private static String id(String product, Verb verb) {
        return product + "." + verb.word();
    }
}
