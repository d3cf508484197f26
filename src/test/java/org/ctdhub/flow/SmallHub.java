// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Verb;
import org.ctdhub.net.Guard;
import org.ctdhub.net.Peers;
import org.ctdhub.registry.Audit;
import org.ctdhub.registry.Brakes;
import org.ctdhub.registry.HashPairs;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Sightings;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way from a producer's answer to the registry, and nothing else: the real routes, component, connector and SQL,
 * without the web. Runs in a JVM of its own with little memory; reads one list to its end and exits.
 */
final class SmallHub {

    private SmallHub() {}

    public static void main(String[] args) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        database.setUser("postgres");
        JdbcClient jdbc = JdbcClient.create(database);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        Clock clock = Clock.systemUTC();

        Connector connector =
                Catalogue.scan(Path.of("connectors")).find(args[1]).orElseThrow();
        Product product = Product.register("big", connector, null, Map.of("url", args[2], "apiKey", "key"));
        RegisteredProducts products = new RegisteredProducts(List.of(product), Map.of(), List.of());
        Producers producers = new Producers(jdbc, transaction, new Audit(jdbc, clock), clock);
        jdbc.sql("insert into product (name, connector, collect_every) values ('big', ?, interval '1 minute')")
                .param(args[1])
                .update();
        producers.claimDue(List.of("big"));

        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.setStreamCaching(false);
            HubIdentity identity = new HubIdentity(jdbc);
            Mappings mappings = new Mappings(products, identity);
            camel.getRegistry().bind("normaliser", new Normaliser(clock, new SimpleMeterRegistry()));
            camel.getRegistry()
                    .bind(
                            "sightings",
                            new Sightings(
                                    jdbc,
                                    transaction,
                                    new Brakes(jdbc, Brakes.Limits.NONE, new Audit(jdbc, clock), clock),
                                    clock));
            camel.getRegistry().bind("hashPairs", new HashPairs(jdbc, transaction, clock));
            camel.getRegistry().bind("records", new Records());
            camel.getRegistry().bind("mapping", mappings);
            camel.getRegistry().bind("sign", new Signer(products, identity, clock));
            camel.addComponent("ctd", new CtdComponent(new Handover(), mappings));
            Peers peers = new Peers();
            peers.admit("big", product.addresses(), List.of());
            camel.addComponent("http", Guard.component(peers, Optional.empty(), Duration.ofMinutes(5), 1L << 30));
            camel.start();
            RouteLoader loader = new RouteLoader(camel);
            loader.load(Path.of("routes/20-register.camel.yaml"));
            loader.loadTemplate(connector.template(Verb.COLLECT));
            TemplatedRouteBuilder.builder(camel, args[1] + ".collect")
                    .routeId("big.collect")
                    .parameter("product", "big")
                    .parameter("url", args[2])
                    .add();
            Collector collector = new Collector(products, producers, new LooseEnds());
            Exchange exchange = camel.getEndpoint("direct:big.collect").createExchange();
            exchange.getMessage().setBody("big");
            collector.begin(exchange);
            camel.createProducerTemplate().send("direct:big.collect", exchange);
            if (exchange.isFailed()) {
                throw exchange.getException();
            }
            collector.done(exchange);
        }
    }
}
