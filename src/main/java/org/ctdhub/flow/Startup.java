// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzComponent;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Alerts;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.Forwards;
import org.ctdhub.registry.Nodes;
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

    private final CamelContext camel;
    private final FlowSettings settings;
    private final QuartzComponent quartz;
    private final RouteLoader loader;
    private final RoutesHealth health;
    private final Enrolment enrolment;
    private final RegisteredProducts products;
    private final Products registry;
    private final Presets presets;
    private final Own own;
    private final Warner warner;
    private final Nodes nodes;
    private final Federation federation;
    private final Forwards forwards;
    private final Alerts.Settings alerts;

    public Startup(
            CamelContext camel,
            FlowSettings settings,
            QuartzComponent quartz,
            RouteLoader loader,
            RoutesHealth health,
            Enrolment enrolment,
            RegisteredProducts products,
            Products registry,
            Presets presets,
            Own own,
            Warner warner,
            Nodes nodes,
            Federation federation,
            Forwards forwards,
            Alerts.Settings alerts) {
        this.camel = camel;
        this.settings = settings;
        this.quartz = quartz;
        this.loader = loader;
        this.health = health;
        this.enrolment = enrolment;
        this.products = products;
        this.registry = registry;
        this.presets = presets;
        this.own = own;
        this.warner = warner;
        this.nodes = nodes;
        this.federation = federation;
        this.forwards = forwards;
        this.alerts = alerts;
    }

    @EventListener
    public void run(ApplicationReadyEvent ready) throws Exception {
        nodes.live(); // before anything is claimed
        federation.configure();
        forwards.configureMail(alerts.mailTo());
        presets.fill(settings.preset());
        own.apply(settings.own());
        warner.takeBuiltIn();
        products.problems().forEach(problem -> LOG.error("Connector not loaded: {}", problem));
        registry.disableAllBut(products.configured().stream().map(Product::name).toList());
        List<Problem> broken = loader.loadAll(settings.routes());
        broken.forEach(products::report);
        health.watch(broken);
        enrolment.start();
        listen();
        quartz.getScheduler().start();
        LOG.info("ctd-hub ready");
    }

    /** Starts the routes that waited for the products; a port that somebody else has stops no other. */
    private void listen() {
        for (Route waiting : List.copyOf(camel.getRoutes())) {
            try {
                if (!Boolean.TRUE.equals(waiting.isAutoStartup())) {
                    camel.getRouteController().startRoute(waiting.getId());
                }
            } catch (Exception e) {
                Problem problem = new Problem(
                        settings.routes().get(0),
                        1,
                        "The route " + waiting.getId() + " can't start: " + ProductError.text(e));
                LOG.error("Not listening: {}", problem);
                products.report(problem);
            }
        }
    }
}
