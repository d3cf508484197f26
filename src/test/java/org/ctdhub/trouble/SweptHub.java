// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.ProducerTemplate;
import org.ctdhub.Hub;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.flow.LooseEnds;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.ManagedListSimulator;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.Subscriber;
import org.ctdhub.registry.Deliveries;
import org.ctdhub.registry.DetectionSources;
import org.ctdhub.registry.Detections;
import org.ctdhub.registry.HashPairs;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Tasks;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A hub whose schedules rest: a test runs each core route in its own thread, as the hub's clock would, over a way to the database
 * that breaks when the test wants it. Around it are a sandbox, a manager of rules, a gateway and a manager of products.
 */
final class SweptHub implements AutoCloseable {

    private static final String KEY = "0123ABCD-0000-4000-8000-0000000000AA";
    private static final String RULES_KEY = "2:0123ABCD-0000-4000-8000-0000000000CC";

    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestDatabase database = TestDatabase.migrated();
    final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final SandboxSimulator sandbox = new SandboxSimulator(KEY, SandboxSimulator.PAGE_SIZE, clock);
    final RuleManagerSimulator rules =
            new RuleManagerSimulator(RULES_KEY, RULES_KEY + "0", Duplicates.RETURN_EXISTING, Integer.MAX_VALUE, clock);
    final ManagedListSimulator manager = new ManagedListSimulator(KEY, KEY, 10_000);
    final Subscriber gateway;
    final BreakingDataSource way;

    private final ConfigurableApplicationContext context;
    private final ProducerTemplate camel;

    SweptHub() throws IOException {
        sandbox.start();
        rules.start();
        manager.start();
        context = started(
                database,
                clock,
                "--ctd.brakes.clock-jump=0",
                "--ctd.products.sandbox.connector=ddan",
                "--ctd.products.sandbox.calls-per-second=1000",
                "--ctd.products.sandbox.settings.url=" + sandbox.url(),
                "--ctd.products.sandbox.settings.apiKey=" + KEY,
                "--ctd.products.sandbox.settings.manageExceptions=false",
                "--ctd.products.rules.connector=ds",
                "--ctd.products.rules.version=20.0",
                "--ctd.products.rules.calls-per-second=1000",
                "--ctd.products.rules.settings.url=" + rules.url(),
                "--ctd.products.rules.settings.apiKey=" + RULES_KEY,
                "--ctd.products.gateway.connector=osce",
                "--ctd.products.gateway.version=2019",
                "--ctd.products.gateway.settings.apiKey=" + KEY,
                "--ctd.products.manager.connector=tmcm",
                "--ctd.products.manager.version=2019",
                "--ctd.products.manager.settings.url=" + manager.url(),
                "--ctd.products.manager.settings.applicationId=" + KEY,
                "--ctd.products.manager.settings.apiKey=" + KEY);
        way = context.getBean(BreakingDataSource.class);
        camel = context.getBean(ProducerTemplate.class);
        gateway = new Subscriber(
                URI.create(url()),
                KEY,
                UUID.randomUUID(),
                "Apex One",
                Set.of("file_sha1", "url", "ip", "domain"),
                clock);
    }

    /** A hub whose schedules rest, with this clock, over a way to this database that breaks. */
    static ConfigurableApplicationContext started(TestDatabase database, Clock clock, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--server.port=0",
                "--camel.main.name=ctd-swept-" + COUNT.incrementAndGet(),
                "--ctd.tick-millis=86400000",
                "--ctd.preset=block"));
        all.addAll(List.of(settings));
        return new SpringApplicationBuilder(Hub.class)
                .initializers(empty -> {
                    ((GenericApplicationContext) empty).registerBean("clock", Clock.class, () -> clock);
                    empty.getBeanFactory().addBeanPostProcessor(new BreaksTheWay());
                })
                .run(all.toArray(String[]::new));
    }

    private static final class BreaksTheWay implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource real ? new BreakingDataSource(real) : bean;
        }
    }

    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Looks into the database, by a way of its own. */
    JdbcClient jdbc() {
        return database.jdbc();
    }

    void collect() {
        bean(Producers.class).claimDue(claims()).forEach(name -> camel.sendBody("direct:collect", name));
    }

    void ask() {
        bean(HashPairs.class).claimDue(claims()).forEach(name -> camel.sendBody("direct:ask", name));
    }

    void carryOn() {
        bean(Tasks.class).claimDue().forEach(task -> camel.sendBody("direct:decide", task));
    }

    void expire() {
        camel.sendBody("direct:expire", null);
    }

    /** To the manager of rules; the other is never told anything, and only asked. */
    void distribute() {
        bean(Deliveries.class).due().stream()
                .filter("rules"::equals)
                .forEach(name -> camel.sendBody("direct:distribute", name));
    }

    void detect() {
        bean(DetectionSources.class).claimDue(claims()).forEach(name -> camel.sendBody("direct:read-detections", name));
    }

    private Set<String> claims() {
        return bean(RegisteredProducts.class).claims();
    }

    /** What can be written now of how work ended is written, as every two seconds. */
    void tieLooseEnds() {
        bean(LooseEnds.class).tie();
    }

    /** Whose work nobody else may take up just now. */
    List<String> claimed() {
        return jdbc().sql("""
                        select name from product where collect_lease is not null or ask_lease is not null
                        union all select name from reader where lease is not null
                        union all select p.name from detection_source s join product p on p.id = s.product_id
                                   where s.lease is not null""").query(String.class).list();
    }

    /** A process that broke off is missed, another takes its work over, and all that is due by then is done. */
    void recover() {
        jdbc().sql("select end_claims(array(select id from node))").query(row -> {});
        clock.advance(Duration.ofMinutes(5));
        jdbc().sql("select keep_history(:at::timestamptz)")
                .param("at", clock.instant().toString())
                .query(row -> {});
        bean(Detections.class).keep();
        collect();
        ask();
        carryOn();
        expire();
        distribute();
        detect();
        gateway.round();
    }

    /** What is on the consolidated list. */
    Set<String> list() {
        return new TreeSet<>(
                jdbc().sql("select o.value from listed l join object o on o.id = l.object_id where l.present")
                        .query(String.class)
                        .list());
    }

    /** What the gateway holds. */
    Set<String> atTheGateway() {
        return values(gateway.objects());
    }

    /** The rules' hashes. */
    Set<String> atTheRules() {
        return values(rules.objects());
    }

    private static Set<String> values(List<LabObject> objects) {
        return objects.stream().map(LabObject::value).collect(Collectors.toSet());
    }

    /** An object that stays as long as the sandbox lists it. */
    Finding lasting(Finding finding) {
        return finding.expiringAt(clock.instant().plus(Duration.ofDays(1_000)));
    }

    @Override
    public void close() throws IOException {
        context.close();
        sandbox.close();
        rules.close();
        manager.close();
        database.close();
    }
}
