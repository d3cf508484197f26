// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.ctdhub.HubSettings.Admits;
import org.ctdhub.HubSettings.Registration;
import org.ctdhub.auth.Seal;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Form;
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
import org.ctdhub.flow.MailSettings;
import org.ctdhub.flow.Mappings;
import org.ctdhub.flow.Places;
import org.ctdhub.flow.WarningSettings;
import org.ctdhub.net.Guard;
import org.ctdhub.net.Peers;
import org.ctdhub.net.SyslogPipeline;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.publish.ListSettings;
import org.ctdhub.registry.Alerts;
import org.ctdhub.registry.Brakes;
import org.ctdhub.registry.Detections;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.MadeReports;
import org.ctdhub.registry.ManagerRole;
import org.ctdhub.registry.WarningLists;
import org.ctdhub.web.AccessSettings;
import org.ctdhub.web.DistributionKey;
import org.ctdhub.web.DistributionSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the parts that need the configuration, and hands each just what it needs of it. */
@Configuration(proxyBeanMethods = false)
class Wiring {

    /** For each kind of work: more products than that can't all be unreachable at the same moment. */
    private static final int MOST_THREADS = 1_000;

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
    Detections.Limits detectionLimits(HubSettings settings) {
        return new Detections.Limits(
                settings.detections().keep(), settings.detections().extend());
    }

    @Bean
    MadeReports.Limits reportLimits(HubSettings settings) {
        return new MadeReports.Limits(settings.reports().keep());
    }

    @Bean
    Federation.Settings federationSettings(HubSettings settings) {
        HubSettings.Federation given = settings.federation();
        return new Federation.Settings(
                Optional.of(given.role()).filter(role -> !role.isBlank()).map(ManagerRole::of),
                given.hub().url(),
                given.hub().key(),
                given.poll());
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

    @Bean
    WarningSettings warningSettings(HubSettings settings) {
        HubSettings.Guard guard = settings.guard();
        Map<String, URI> addresses = new HashMap<>();
        guard.urls().forEach((name, url) -> addresses.put(name, address(name, url)));
        return new WarningSettings(
                Optional.of(guard.folder()).filter(folder -> !folder.isBlank()).map(Path::of),
                addresses,
                guard.every(),
                WarningLists.Mode.of(guard.mode()));
    }

    private static URI address(String name, String url) {
        if (!url.matches("(?i)https?://[^/@\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("ctd.guard.urls." + name + " is no address; write one that begins with"
                    + " https:// or http:// and holds no user.");
        }
        return URI.create(url);
    }

    @Bean
    MailSettings mailSettings(HubSettings settings) {
        HubSettings.Mail mail = settings.mail();
        if (!mail.host().isBlank() && mail.from().isBlank()) {
            throw new IllegalArgumentException(
                    "ctd.mail.host is set, but not ctd.mail.from. Set the address that the hub's letters come from.");
        }
        return new MailSettings(mail.host(), mail.port(), mail.user(), mail.password(), mail.tls(), mail.from());
    }

    @Bean
    Alerts.Settings alertSettings(HubSettings settings) {
        if (!settings.alerts().mailTo().isEmpty() && settings.mail().host().isBlank()) {
            throw new IllegalArgumentException(
                    "ctd.alerts.mail-to is set, but not ctd.mail.host. Name the mail server that takes the alerts.");
        }
        return new Alerts.Settings(settings.silentAfter(), settings.alerts().mailTo());
    }

    @Bean("ctd")
    CtdComponent ctd(Handover handover, Mappings mappings) {
        return new CtdComponent(handover, mappings);
    }

    /**
     * A product that doesn't answer holds a thread of its own until the deadline, and never another product's: nothing is
     * queued behind ten of them, as Camel's own profile would have it.
     */
    @Bean
    CamelContextConfiguration threads() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                ThreadPoolProfile profile = camel.getExecutorServiceManager().getDefaultThreadPoolProfile();
                profile.setMaxPoolSize(MOST_THREADS);
                profile.setMaxQueueSize(0);
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // nothing is left to do
            }
        };
    }

    /** Started by hand when every route stands: what is due must find its route. */
    @Bean("quartz")
    QuartzComponent quartz() {
        QuartzComponent quartz = new QuartzComponent();
        quartz.setAutoStartScheduler(false);
        return quartz;
    }

    /** Over UDP and TCP. */
    @Bean("syslogLines")
    SyslogPipeline syslogLines() {
        return new SyslogPipeline(Optional.empty());
    }

    @Bean("syslogTls")
    SyslogPipeline syslogTls(HubSettings settings, SslBundles bundles) {
        HubSettings.Syslog syslog = settings.syslog();
        if (syslog.tlsPort() == 0) {
            return new SyslogPipeline(Optional.empty());
        }
        if (syslog.tlsBundle().isEmpty()) {
            throw new IllegalArgumentException("ctd.syslog.tls-port is set, but not ctd.syslog.tls-bundle. Name the SSL"
                    + " bundle (spring.ssl.bundle.*) that holds the hub's certificate.");
        }
        SslBundle bundle = bundles.getBundle(syslog.tlsBundle());
        return new SyslogPipeline(Optional.of(() -> engine(bundle)));
    }

    private static SSLEngine engine(SslBundle bundle) {
        SSLEngine engine = bundle.createSslContext().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return engine;
    }

    @Bean
    Peers peers() {
        return new Peers();
    }

    @Bean("http")
    HttpComponent http(HubSettings settings, SslBundles bundles, Peers peers) {
        return guarded(settings, bundles, peers);
    }

    @Bean("https")
    HttpComponent https(HubSettings settings, SslBundles bundles, Peers peers) {
        return guarded(settings, bundles, peers);
    }

    private static HttpComponent guarded(HubSettings settings, SslBundles bundles, Peers peers) {
        Optional<KeyStore> company = Optional.of(settings.http().trustBundle())
                .filter(name -> !name.isEmpty())
                .map(name -> bundles.getBundle(name).getStores().getTrustStore());
        return Guard.component(
                peers, company, settings.http().deadline(), settings.http().largestAnswer());
    }

    @Bean
    Places places(HubSettings settings) {
        return new Places(settings.http().deadline());
    }

    @Bean
    ListSettings listSettings(HubSettings settings) {
        return new ListSettings(settings.lists());
    }

    @Bean
    Catalogue catalogue(HubSettings settings) {
        return Catalogue.scan(settings.connectors().toArray(Path[]::new));
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
                        key.admits() == Admits.NOBODY ? Optional.empty() : Optional.of(CapabilityRow.everyType()),
                        key.admits() == Admits.EDGE))
                .toList();
        return new DistributionSettings(
                () -> keys(anyones, products),
                settings.distribution().clockSkew(),
                settings.distribution().page(),
                settings.distribution().longestWait());
    }

    /** Asked for at each call: products come and go while the hub runs. */
    private static List<DistributionKey> keys(List<DistributionKey> anyones, RegisteredProducts products) {
        List<DistributionKey> keys = new ArrayList<>(anyones);
        products.all()
                .forEach(product -> product.ownKey()
                        .map(key -> new DistributionKey(key, Optional.of(product.name()), product.row(), false))
                        .ifPresent(keys::add));
        return keys;
    }
}
