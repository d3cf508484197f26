// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.ctdhub.HubSettings.Admits;
import org.ctdhub.HubSettings.Registration;
import org.ctdhub.auth.Seal;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Collecting;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.Rate;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Pace;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.flow.CtdComponent;
import org.ctdhub.flow.FlowSettings;
import org.ctdhub.flow.Handover;
import org.ctdhub.flow.Mappings;
import org.ctdhub.net.Guard;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Brakes;
import org.ctdhub.web.AccessSettings;
import org.ctdhub.web.DistributionKey;
import org.ctdhub.web.DistributionSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the parts that need the configuration, and hands each just what it needs of it. */
@Configuration(proxyBeanMethods = false)
class Wiring {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Seal seal(HubSettings settings) {
        return new Seal(settings.secrets().key(), settings.secrets().olderKeys());
    }

    @Bean
    Brakes.Limits brakeLimits(HubSettings settings) {
        return new Brakes.Limits(
                settings.brakes().arrivals(),
                settings.brakes().withdrawals(),
                settings.brakes().clockJump());
    }

    @Bean
    AccessSettings accessSettings(HubSettings settings) {
        return new AccessSettings(
                settings.admin().password(), settings.oidc().roleClaim(), settings.openMetrics(), settings.openPaths());
    }

    @Bean
    FlowSettings flowSettings(HubSettings settings) {
        return new FlowSettings(settings.routes(), ScanAction.of(settings.preset()), settings.own());
    }

    @Bean("ctd")
    CtdComponent ctd(Handover handover, Mappings mappings) {
        return new CtdComponent(handover, mappings);
    }

    /** Started by hand when every route stands: what is due must find its route. */
    @Bean("quartz")
    QuartzComponent quartz() {
        QuartzComponent quartz = new QuartzComponent();
        quartz.setAutoStartScheduler(false);
        return quartz;
    }

    @Bean("http")
    HttpComponent http(HubSettings settings) {
        return guarded(settings);
    }

    @Bean("https")
    HttpComponent https(HubSettings settings) {
        return guarded(settings);
    }

    private static HttpComponent guarded(HubSettings settings) {
        return Guard.component(settings.http().deadline(), settings.http().largestAnswer());
    }

    @Bean
    RegisteredProducts registeredProducts(HubSettings settings) throws RegistrationException {
        Catalogue catalogue = Catalogue.scan(settings.connectors());
        List<Product> products = new ArrayList<>();
        Map<String, Pace> paces = new HashMap<>();
        for (Map.Entry<String, Registration> entry : settings.products().entrySet()) {
            Registration given = entry.getValue();
            Connector connector = catalogue
                    .find(given.connector())
                    .orElseThrow(
                            () -> new IllegalArgumentException("Product " + entry.getKey() + " names the connector "
                                    + given.connector() + ", but "
                                    + settings.connectors().toAbsolutePath()
                                    + " has no such folder that can be used; there are: " + names(catalogue) + ". "
                                    + catalogue.problems()));
            products.add(Product.register(entry.getKey(), connector, given.version(), given.settings()));
            paces.put(entry.getKey(), pace(entry.getKey(), connector, given, settings.shortSchedules()));
        }
        return new RegisteredProducts(products, paces, catalogue.problems());
    }

    private static String names(Catalogue catalogue) {
        return catalogue.connectors().stream().map(Connector::folder).collect(Collectors.joining(", "));
    }

    private static Pace pace(String name, Connector connector, Registration given, boolean shorter) {
        Duration least =
                connector.manifest().collecting().map(Collecting::atLeast).orElse(Duration.ZERO);
        if (given.every() != null && given.every().compareTo(least) < 0 && !shorter) {
            throw new IllegalArgumentException(
                    "ctd.products." + name + ".every is " + given.every().toMillis()
                            + " ms, but this kind of product is read every " + least.toSeconds() + " s at most.");
        }
        return new Pace(
                Optional.ofNullable(given.every()),
                Optional.ofNullable(given.callsPerSecond()).map(calls -> new Rate(calls, Duration.ofSeconds(1))));
    }

    @Bean
    DistributionSettings distributionSettings(HubSettings settings, RegisteredProducts products) {
        List<DistributionKey> keys = new ArrayList<>();
        settings.distribution()
                .keys()
                .forEach(key -> keys.add(new DistributionKey(
                        key.key(),
                        Optional.empty(),
                        key.admits() == Admits.EVERY_TYPE
                                ? Optional.of(CapabilityRow.everyType())
                                : Optional.empty())));
        products.all().stream().filter(Wiring::pulls).map(Wiring::ownKey).forEach(keys::add);
        return new DistributionSettings(
                keys,
                settings.distribution().clockSkew(),
                settings.distribution().page());
    }

    private static boolean pulls(Product product) {
        return product.connector()
                .manifest()
                .delivery()
                .filter(way -> way.style() == Delivery.Style.PULL)
                .isPresent();
    }

    private static DistributionKey ownKey(Product product) {
        String setting = product.connector().manifest().auth().setting().orElseThrow();
        return new DistributionKey(product.settings().get(setting), Optional.of(product.name()), product.row());
    }
}
