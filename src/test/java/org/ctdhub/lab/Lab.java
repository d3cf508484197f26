// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.FeedSimulator;
import org.ctdhub.lab.simulator.FirewallSimulator;
import org.ctdhub.lab.simulator.ImportFileSimulator;
import org.ctdhub.lab.simulator.InspectorSimulator;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.ManagedListSimulator;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.SendingSimulator;
import org.ctdhub.lab.simulator.SharingSimulator;
import org.ctdhub.lab.simulator.Simulator;
import org.ctdhub.lab.simulator.SubscriberSimulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The hub with simulated products around it, on loopback, by one command: {@code mvn spring-boot:test-run}.
 * {@code LAB_DATA} and {@code LAB_SHA256} name files to load instead of the made-up data; {@code LAB_KEEP} a directory in
 * which the hub's database stays; {@code LAB_EDGES} how many edges the hub shall have.
 */
public final class Lab implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lab.class);
    private static final int MOST_AT_THE_MANAGER = 10_000;

    /** A real manager takes 500; nobody wants to watch the lab wait. */
    private static final int CALLS_A_MINUTE = 100_000;

    /** A product that asks for its list; {@code title} is what it calls itself. */
    private record Subscribing(String name, String connector, String version, String title, Set<String> types) {}

    private static final List<Subscribing> SUBSCRIBERS = List.of(
            new Subscribing("sps-lab", "sps", "3.3", "Smart Protection Server", Set.of("url")),
            new Subscribing("osce-lab", "osce", "2019", "Apex One", Set.of("file_sha1", "url", "ip", "domain")),
            // too old for domains, as the registration knows from its version
            new Subscribing("osce-11", "osce", "11.0 SP1", "OfficeScan", Set.of("file_sha1", "url", "ip", "domain")),
            new Subscribing("iwsva-lab", "iwsva", "6.5 SP2 Patch 1", "IWSVA", Set.of("file_sha1", "url", "domain")),
            new Subscribing("imsva-lab", "imsva", "9.1", "IMSVA", Set.of("file_sha1", "url")),
            new Subscribing("imsva-full", "imsva", "9.1", "IMSVA", Set.of("file_sha1", "url")));

    private final Path lists;
    private final EmbeddedPostgres database;
    private final SandboxSimulator sandbox;
    private final RuleManagerSimulator rules;
    private final SandboxSimulator mail;
    private final ManagedListSimulator manager;
    private final InspectorSimulator inspector;
    private final SendingSimulator sender;
    private final FeedSimulator feed;
    private final FeedSimulator olderFeed;
    private final SharingSimulator sharing;
    private final int syslogPort;
    private final List<LabProduct> products = new ArrayList<>();
    private final List<LabEdge> edges = new ArrayList<>();
    private final ConfigurableApplicationContext hub;
    private final LabAccess access;

    public static void main(String[] args) throws IOException {
        int edges = environment("LAB_EDGES").map(Integer::parseInt).orElse(0);
        Lab lab = new Lab(data(), environment("LAB_KEEP").map(Path::of), Map.of(), edges);
        LOG.info("The lab is at {}/lab; open {}/ in a browser.", lab.url(), lab.url());
    }

    /** Starts everything; {@code settings} go over the lab's own. */
    public Lab(LabData data, Optional<Path> keep, Map<String, Object> settings) throws IOException {
        this(data, keep, settings, 0);
    }

    /** The same with so many edges, each with a database and simulators of its own. */
    public Lab(LabData data, Optional<Path> keep, Map<String, Object> settings, int edges) throws IOException {
        String sandboxKey = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String rulesKey = "2:" + UUID.randomUUID();
        String mailKey = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String applicationId = UUID.randomUUID().toString();
        String managerKey = UUID.randomUUID().toString();
        Map<String, String> keys = new HashMap<>();
        SUBSCRIBERS.forEach(
                product -> keys.put(product.name(), UUID.randomUUID().toString()));
        String inspectorTakes = UUID.randomUUID().toString();
        String mailTakes = UUID.randomUUID().toString();
        String distributionKey = UUID.randomUUID().toString();
        String edgeKey = UUID.randomUUID().toString();
        lists = Files.createTempDirectory("ctd-lab");
        database = LabDatabase.start(keep);
        sandbox = started(new SandboxSimulator(sandboxKey));
        data.pairs().forEach(sandbox::knowPair);
        sandbox.add(data.findings());
        inspector = started(new InspectorSimulator());
        manager = started(new ManagedListSimulator(applicationId, managerKey, MOST_AT_THE_MANAGER));
        mail = started(new SandboxSimulator(mailKey));
        syslogPort = freePort();
        String senderId = UUID.randomUUID().toString();
        sender = started(new SendingSimulator(senderId, syslogPort, Clock.systemUTC()));
        String feedKey = UUID.randomUUID().toString();
        feed = started(new FeedSimulator(FeedSimulator.Version.V21, "lab", feedKey, Clock.systemUTC()));
        olderFeed = started(new FeedSimulator(FeedSimulator.Version.V20, "lab", feedKey, Clock.systemUTC()));
        String sharingKey = LabHub.random();
        sharing = started(new SharingSimulator(sharingKey, Clock.systemUTC()));
        rules = started(new RuleManagerSimulator(
                rulesKey, "2:" + UUID.randomUUID(), Duplicates.RETURN_EXISTING, CALLS_A_MINUTE, Clock.systemUTC()));

        String password = kept(keep, "password");
        LabHub all = new LabHub(database, kept(keep, "key"), password, distributionKey)
                .set("ctd.open-paths[0]", "/lab")
                .product("ddan-lab", "ddan", "6.8", sandbox.url(), sandboxKey)
                .set("ctd.products.ddan-lab.settings.sender", "sandbox.example.test")
                .product("ds-lab", "ds", "20.0", rules.url(), rulesKey)
                .set("ctd.products.ds-lab.settings.sps", "sps-lab")
                .product("ddei-lab", "ddei", "5.1", mail.url(), mailKey)
                .set("ctd.products.ddei-lab.settings.distributionKey", mailTakes)
                .product("tmcm-lab", "tmcm", "2019", manager.url(), managerKey)
                .set("ctd.products.tmcm-lab.settings.applicationId", applicationId)
                .product("ddi-lab", "ddi", "6.5", inspector.url(), null)
                .set("ctd.products.ddi-lab.settings.distributionKey", inspectorTakes)
                .set("ctd.products.ddi-lab.settings.manageExceptions", true)
                .set("ctd.syslog.address", "127.0.0.1")
                .set("ctd.syslog.tcp-port", syslogPort)
                .product("ddi-nat", "ddi", "6.5", null, null)
                .set("ctd.products.ddi-nat.settings.sender", senderId)
                .product("taxii-lab", "taxii", "2.1", feed.collection(), null)
                .set("ctd.products.taxii-lab.settings.user", "lab")
                .set("ctd.products.taxii-lab.settings.password", feedKey)
                .product("taxii-20", "taxii", "2.0", olderFeed.collection(), null)
                .set("ctd.products.taxii-20.settings.user", "lab")
                .set("ctd.products.taxii-20.settings.password", feedKey)
                .product("misp-lab", "misp", "2.4.190", sharing.url(), null)
                .set("ctd.products.misp-lab.settings.key", sharingKey)
                .set("ctd.products.imsva-full.settings.limit", 3)
                .set("ctd.lists", lists.toString())
                .set("ctd.products.edl-lab.connector", "edl")
                .product(
                        "iwsva-file",
                        "iwsva",
                        "6.5 SP2 Patch 1",
                        null,
                        UUID.randomUUID().toString())
                .set("ctd.products.iwsva-file.settings.row", "iwsva-file")
                .set("ctd.products.iwsva-file.settings.folder", Files.createDirectories(drop()));
        SUBSCRIBERS.forEach(
                each -> all.product(each.name(), each.connector(), each.version(), null, keys.get(each.name())));
        if (edges > 0) {
            all.set("ctd.federation.role", "hub")
                    .set("ctd.distribution.keys[1].key", edgeKey)
                    .set("ctd.distribution.keys[1].admits", "edge");
        }
        hub = all.start(settings, LabPage.class);

        access = LabAccess.of(hub, password);
        URI source = URI.create(url());
        products.add(new LabProduct("ddan-lab", "ddan", "producer", sandbox, Optional::empty));
        mail.subscribe(
                "Deep Discovery Email Inspector", Set.of("file_sha1", "url", "domain"), source, mailTakes, LabHub.PACE);
        products.add(new LabProduct("ddei-lab", "ddei", "both", mail, mail::lastError));
        inspector.subscribe(source, inspectorTakes, LabHub.PACE);
        products.add(new LabProduct("ddi-lab", "ddi", "both", inspector, inspector::lastError));
        sender.comeUp();
        products.add(new LabProduct("ddi-nat", "ddi", "producer", sender, sender::lastError));
        products.add(new LabProduct("taxii-lab", "taxii", "producer", feed, Optional::empty));
        products.add(new LabProduct("taxii-20", "taxii", "producer", olderFeed, Optional::empty));
        products.add(new LabProduct("misp-lab", "misp", "producer", sharing, Optional::empty));
        products.add(new LabProduct("ds-lab", "ds", "consumer", rules, Optional::empty));
        products.add(new LabProduct("tmcm-lab", "tmcm", "consumer", manager, Optional::empty));
        for (Subscribing each : SUBSCRIBERS) {
            SubscriberSimulator product = started(new SubscriberSimulator(
                    each.title(), each.types(), source, keys.get(each.name()), LabHub.PACE, Clock.systemUTC()));
            products.add(new LabProduct(each.name(), each.connector(), "consumer", product, product::lastError));
        }
        ImportFileSimulator importing = started(new ImportFileSimulator(
                source.resolve("/lists/iwsva-file/url-blocking.txt"),
                LabAccess.listToken(hub, "iwsva-file"),
                LabHub.PACE));
        products.add(new LabProduct("iwsva-file", "iwsva", "consumer", importing, importing::lastError));
        String listToken = LabAccess.listToken(hub, "edl-lab");
        FirewallSimulator firewall = started(new FirewallSimulator(
                Map.of(
                        "ip", source.resolve("/lists/edl-lab/ip.txt"),
                        "domain", source.resolve("/lists/edl-lab/domain.txt"),
                        "url", source.resolve("/lists/edl-lab/url.txt?v=panosurl")),
                listToken,
                LabHub.PACE));
        products.add(new LabProduct("edl-lab", "edl", "consumer", firewall, firewall::lastError));
        for (int number = 1; number <= edges; number++) {
            this.edges.add(new LabEdge(number, url(), edgeKey));
        }
        hub.getBean(LabPage.class)
                .open(new LabPage.Tenants(url(), distributionKey, access, listToken, products, this.edges));
    }

    /** A token with the role operator. */
    public String operatorToken() {
        return access.operatorToken();
    }

    /** The hub's address. */
    public String url() {
        return LabHub.url(hub);
    }

    /** Where the hub takes syslog over TCP. */
    public int syslogPort() {
        return syslogPort;
    }

    /** The hub's parts, for tests that look inside. */
    public ConfigurableApplicationContext hub() {
        return hub;
    }

    public SandboxSimulator sandbox() {
        return sandbox;
    }

    public RuleManagerSimulator rules() {
        return rules;
    }

    /** The folder into which the hub puts list files. */
    public Path drop() {
        return lists.resolve("drop");
    }

    /** The simulated product of this name. */
    public Simulator product(String name) {
        return products.stream()
                .filter(product -> product.name().equals(name))
                .map(LabProduct::simulator)
                .findFirst()
                .orElseThrow();
    }

    /** The edge of this number, from 1. */
    public LabEdge edge(int number) {
        return edges.get(number - 1);
    }

    @Override
    public void close() throws IOException {
        for (LabEdge edge : edges) {
            edge.close();
        }
        products.stream()
                .map(LabProduct::simulator)
                .filter(each -> each instanceof SubscriberSimulator
                        || each instanceof ImportFileSimulator
                        || each instanceof FirewallSimulator)
                .forEach(Simulator::close);
        hub.close();
        sandbox.close();
        mail.close();
        manager.close();
        inspector.close();
        sender.close();
        feed.close();
        olderFeed.close();
        sharing.close();
        rules.close();
        database.close();
        FileSystemUtils.deleteRecursively(lists);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static <S extends Simulator> S started(S simulator) throws IOException {
        simulator.start();
        return simulator;
    }

    /** A random text; beside a database that is kept it stays the same, so that the next lab fits what this one wrote. */
    private static String kept(Optional<Path> keep, String what) throws IOException {
        String random = LabHub.random();
        if (keep.isEmpty()) {
            return random;
        }
        Path file = keep.get().resolveSibling(keep.get().getFileName() + "." + what);
        if (Files.notExists(file)) {
            Files.writeString(file, random);
        }
        return Files.readString(file);
    }

    private static LabData data() throws IOException {
        return LabData.read(
                environment("LAB_DATA").map(Path::of), environment("LAB_SHA256").map(Path::of));
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
