// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.ctdhub.connector.Answering;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.Manifest;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Verb;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.registry.Own;
import org.ctdhub.registry.Presets;
import org.ctdhub.registry.Products;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings the hub to life once everything that it is made of stands: core routes, connectors' templates, products, and
 * the clock last, so that nothing is due before there is a route for it.
 */
@Component
public class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final FlowSettings settings;
    private final CamelContext camel;
    private final QuartzComponent quartz;
    private final RouteLoader loader;
    private final Mappings mappings;
    private final RegisteredProducts products;
    private final Products registry;
    private final Presets presets;
    private final Own own;

    public Startup(
            FlowSettings settings,
            CamelContext camel,
            QuartzComponent quartz,
            RouteLoader loader,
            Mappings mappings,
            RegisteredProducts products,
            Products registry,
            Presets presets,
            Own own) {
        this.settings = settings;
        this.camel = camel;
        this.quartz = quartz;
        this.loader = loader;
        this.mappings = mappings;
        this.products = products;
        this.registry = registry;
        this.presets = presets;
        this.own = own;
    }

    @EventListener
    public void run(ApplicationReadyEvent ready) throws Exception {
        presets.fill(settings.preset());
        own.apply(settings.own());
        products.problems().forEach(problem -> LOG.error("Connector not loaded: {}", problem));
        registry.disableAllBut(products.all().stream().map(Product::name).toList());
        loader.loadAll(settings.routes()).forEach(products::report);
        products.all().stream().map(Product::connector).distinct().forEach(this::loadConnector);
        products.all().forEach(this::enter);
        quartz.getScheduler().start();
        LOG.info("ctd-hub ready");
    }

    private void loadConnector(Connector connector) {
        mappings.load(connector).ifPresent(problem -> {
            LOG.error("Mapping not loaded: {}", problem);
            products.report(problem);
        });
        connector
                .manifest()
                .verbs()
                .forEach(verb -> loader.loadTemplate(connector.template(verb)).ifPresent(products::report));
    }

    private void enter(Product product) {
        Manifest manifest = product.connector().manifest();
        registry.enter(
                product.name(),
                product.connector().folder(),
                product.version().map(ProductVersion::toString),
                manifest.collecting().map(c -> products.pace(product).every().orElse(c.every())),
                manifest.answeringSha256().map(a -> askEvery(product, a)),
                manifest.delivery().filter(d -> d.style() != Style.PULL).flatMap(d -> product.row()));
        manifest.verbs().forEach(verb -> instantiate(product, verb));
    }

    private Duration askEvery(Product product, Answering answering) {
        return products.pace(product)
                .every()
                .filter(i -> i.compareTo(answering.every()) < 0)
                .orElse(answering.every());
    }

    private void instantiate(Product product, Verb verb) {
        String template = product.connector().folder() + "." + verb.word();
        TemplatedRouteBuilder route = TemplatedRouteBuilder.builder(camel, template)
                .routeId(product.name() + "." + verb.word())
                .parameter("product", product.name());
        product.openSettings().forEach(route::parameter);
        if (verb == Verb.ANSWER) {
            products.answeringRate(product)
                    .ifPresent(rate -> route.parameter("calls", String.valueOf(rate.calls()))
                            .parameter("period", String.valueOf(rate.per().toMillis())));
        }
        try {
            route.add();
        } catch (Exception e) {
            Problem problem = YamlProblem.of(product.connector().template(verb), e);
            LOG.error("Product {} can't {}: {}", product.name(), verb.word(), problem);
            products.report(problem);
        }
    }
}
