// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.ctdhub.HubSettings.Admits;
import org.ctdhub.HubSettings.Registration;
import org.ctdhub.auth.Seal;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.Form;
import org.ctdhub.connector.Manifest;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.RegisteredProducts.Pace;
import org.ctdhub.connector.Registrar;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.connector.Silence;
import org.ctdhub.flow.CtdComponent;
import org.ctdhub.flow.FlowSettings;
import org.ctdhub.flow.Handover;
import org.ctdhub.flow.Mappings;
import org.ctdhub.net.Guard;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.publish.ListSettings;
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
    ListSettings listSettings(HubSettings settings) {
        return new ListSettings(settings.lists());
    }

    @Bean
    Catalogue catalogue(HubSettings settings) {
        return Catalogue.scan(settings.connectors());
    }

    @Bean
    Registrar registrar(Catalogue catalogue, HubSettings settings) {
        return new Registrar(catalogue, settings.shortSchedules());
    }

    @Bean
    RegisteredProducts registeredProducts(HubSettings settings, Catalogue catalogue, Registrar registrar) {
        List<Product> products = new ArrayList<>();
        Map<String, Pace> paces = new HashMap<>();
        settings.products().forEach((name, given) -> {
            Entry entry = configured(name, given, registrar);
            products.add(entry.product());
            paces.put(name, entry.pace());
        });
        return new RegisteredProducts(products, paces, catalogue.problems());
    }

    private static Entry configured(String name, Registration given, Registrar registrar) {
        try {
            return registrar.check(new Form(
                    name,
                    given.connector(),
                    given.version(),
                    Optional.ofNullable(given.every()),
                    Optional.ofNullable(given.callsPerSecond()),
                    given.settings()));
        } catch (RegistrationException e) {
            throw new IllegalArgumentException("ctd.products." + name + ": " + e.getMessage(), e);
        }
    }

    @Bean
    Silence silence(RegisteredProducts products, HubSettings settings, Clock clock) {
        return new Silence(products, settings.silentAfter(), clock);
    }

    @Bean
    DistributionSettings distributionSettings(HubSettings settings, RegisteredProducts products) {
        List<DistributionKey> anyones = settings.distribution().keys().stream()
                .map(key -> new DistributionKey(
                        key.key(),
                        Optional.empty(),
                        key.admits() == Admits.EVERY_TYPE ? Optional.of(CapabilityRow.everyType()) : Optional.empty()))
                .toList();
        return new DistributionSettings(
                () -> keys(anyones, products),
                settings.distribution().clockSkew(),
                settings.distribution().page());
    }

    /** Asked for at each call: products come and go while the hub runs. */
    private static List<DistributionKey> keys(List<DistributionKey> anyones, RegisteredProducts products) {
        List<DistributionKey> keys = new ArrayList<>(anyones);
        products.all().stream().filter(Wiring::pulls).map(Wiring::ownKey).forEach(keys::add);
        return keys;
    }

    private static boolean pulls(Product product) {
        return product.way().equals(Optional.of(Delivery.Style.PULL));
    }

    private static DistributionKey ownKey(Product product) {
        Manifest manifest = product.connector().manifest();
        String setting = manifest.delivery()
                .flatMap(Delivery::key)
                .or(() -> manifest.auth().setting())
                .orElseThrow();
        return new DistributionKey(product.settings().get(setting), Optional.of(product.name()), product.row());
    }
}
