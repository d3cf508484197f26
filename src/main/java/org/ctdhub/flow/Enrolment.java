// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.connector.Answering;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.connector.Detecting;
import org.ctdhub.connector.Enrolling;
import org.ctdhub.connector.ExceptionKeeping;
import org.ctdhub.connector.Form;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.Manifest;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.Registrar;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.net.Peers;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.DetectionSources;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.ProductSettings;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Registered;
import org.ctdhub.registry.Registrations;
import org.ctdhub.registry.WrittenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps this node's products in line with the registry: what was registered or changed, here or on another node, gets its
 * routes, and what was disabled or removed loses them. One product's trouble is noted with it, and stops no other.
 */
@Component("enrolment")
public class Enrolment implements Enrolling, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final RegisteredProducts products;
    private final Registrar registrar;
    private final Registrations registrations;
    private final ProductSettings settings;
    private final Products registry;
    private final ExceptionTargets targets;
    private final Comparisons comparisons;
    private final DetectionSources detections;
    private final WrittenFiles writtenFiles;
    private final ProductRoutes routes;
    private final Peers peers;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Enrolment::daemon);

    /** The revision of each registered product that was enrolled here, whether it works or not. */
    private final Map<String, Long> seen = new HashMap<>();

    private boolean started;

    public Enrolment(
            RegisteredProducts products,
            Registrar registrar,
            Registrations registrations,
            ProductSettings settings,
            Products registry,
            ExceptionTargets targets,
            Comparisons comparisons,
            DetectionSources detections,
            WrittenFiles writtenFiles,
            ProductRoutes routes,
            Peers peers) {
        this.products = products;
        this.registrar = registrar;
        this.registrations = registrations;
        this.settings = settings;
        this.registry = registry;
        this.targets = targets;
        this.comparisons = comparisons;
        this.detections = detections;
        this.writtenFiles = writtenFiles;
        this.routes = routes;
        this.peers = peers;
    }

    /** Enrols the products of the configuration, then those that were registered. */
    synchronized void start() {
        settings.sealAnew();
        products.configured().forEach(product -> products.entry(product.name()).ifPresent(this::enterConfigured));
        started = true;
        follow();
    }

    /** For a route, on every node: takes up what changed since the last time. */
    public synchronized void follow() {
        if (!started) {
            return;
        }
        Map<String, Long> wanted = registrations.revisions();
        List.copyOf(seen.keySet()).stream()
                .filter(name -> !seen.get(name).equals(wanted.get(name)))
                .forEach(this::dismiss);
        wanted.keySet().stream().filter(name -> !seen.containsKey(name)).forEach(this::admit);
    }

    @Override
    public boolean followWithin(Duration longest) {
        Future<?> following = thread.submit(this::follow);
        try {
            following.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            LOG.error(
                    "The products could not be brought in line with the registry: {}", ProductError.text(e.getCause()));
            return false;
        }
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }

    private void dismiss(String name) {
        products.remove(name);
        routes.takeAway(name);
        peers.dismiss(name);
        seen.remove(name);
        ProductLog.info(name, "Product {} is worked with no longer, or anew", name);
    }

    /** What is unexpected, such as a database that is away for a moment, is tried again at the next turn. */
    private void admit(String name) {
        try {
            registrations.find(name).filter(Registered::enabled).ifPresent(this::admit);
        } catch (RuntimeException e) {
            ProductLog.error(name, "Product {} can't be worked with yet: {}", name, ProductError.text(e));
            products.trouble(name, List.of(ProductError.text(e)));
        }
    }

    private void admit(Registered found) {
        String name = found.name();
        try {
            raise(registrar.check(form(found)).at(found.revision()));
            ProductLog.info(name, "Product {} is worked with in revision {}", name, found.revision());
        } catch (RegistrationException | BrokenSealException e) {
            ProductLog.error(name, "Product {} can't be worked with: {}", name, e.getMessage());
            products.trouble(name, List.of(e.getMessage()));
        }
        seen.put(name, found.revision());
    }

    private void raise(Entry entry) {
        Manifest manifest = entry.product().connector().manifest();
        registry.schedule(
                entry.product().name(), collectEvery(entry, manifest), askEvery(entry, manifest), pushed(entry));
        consumes(entry);
        produces(entry);
        letCallsGo(entry.product());
        List<Problem> problems = routes.raise(entry);
        keepExceptions(entry);
        products.put(entry);
        products.trouble(entry.product().name(), texts(problems));
    }

    private void enterConfigured(Entry entry) {
        Manifest manifest = entry.product().connector().manifest();
        registry.enter(
                entry.product().name(),
                entry.product().connector().folder(),
                entry.product().version().map(ProductVersion::toString),
                collectEvery(entry, manifest),
                askEvery(entry, manifest),
                pushed(entry));
        consumes(entry);
        produces(entry);
        letCallsGo(entry.product());
        products.trouble(entry.product().name(), texts(routes.raise(entry)));
        keepExceptions(entry); // once the route stands that tells them
    }

    private void consumes(Entry entry) {
        String name = entry.product().name();
        comparisons.enter(name, registrar.compareEvery(entry.product().connector()));
        registry.tells(
                name, entry.product().connector().manifest().detections().name().toLowerCase(Locale.ROOT));
        registry.learnsThrough(name, via(entry.product()));
        List<ListFile> files = entry.product().files();
        writtenFiles.enter(
                name, files.stream().map(ListFile::name).toList(), pushed(entry).isPresent());
        entry.product().row().filter(row -> files.isEmpty()).ifPresent(row -> registry.seeThrough(name, row));
        detections.enter(
                name, entry.product().connector().manifest().detecting().map(d -> detectEvery(entry, d)));
    }

    private void produces(Entry entry) {
        entry.product()
                .connector()
                .manifest()
                .collecting()
                .ifPresent(c -> registry.judge(entry.product().name(), c.missing(), c.holdAtLoss()));
    }

    private static Map<String, String> via(Product product) {
        Map<String, String> named = new HashMap<>();
        product.connector().manifest().via().forEach((type, setting) -> {
            String other = product.settings().getOrDefault(setting, "");
            if (!other.isBlank()) {
                named.put(type.word(), other);
            }
        });
        return named;
    }

    private void letCallsGo(Product product) {
        peers.admit(product.name(), product.addresses(), product.pinned());
    }

    private void keepExceptions(Entry entry) {
        Optional<ExceptionKeeping> keeping =
                entry.product().connector().manifest().exceptions();
        Optional<ExceptionKeeping> ours = keeping.filter(k -> entry.product().hasAddress()
                && "true".equalsIgnoreCase(entry.product().settings().get(k.setting())));
        targets.enter(
                entry.product().name(),
                ours.map(ExceptionKeeping::every),
                entry.product().connector().manifest().exceptionsByHand().filter(why -> ours.isEmpty()));
    }

    private Form form(Registered found) {
        Map<String, String> all = new HashMap<>(found.open());
        found.sealed().forEach(setting -> all.put(setting, registrations.secret(found, setting)));
        return new Form(
                found.name(),
                found.connector(),
                found.version().orElse(null),
                found.every(),
                found.callsPerSecond(),
                all);
    }

    private static Optional<Duration> collectEvery(Entry entry, Manifest manifest) {
        return manifest.collecting()
                .filter(c -> entry.product().hasAddress())
                .map(c -> entry.pace().every().orElse(c.every()));
    }

    private static Optional<Duration> askEvery(Entry entry, Manifest manifest) {
        return manifest.answeringSha256()
                .filter(a -> entry.product().hasAddress())
                .map(Answering::every)
                .map(usual -> entry.pace()
                        .every()
                        .filter(every -> every.compareTo(usual) < 0)
                        .orElse(usual));
    }

    private static Duration detectEvery(Entry entry, Detecting detecting) {
        return entry.pace()
                .every()
                .filter(every -> every.compareTo(detecting.every()) < 0)
                .orElse(detecting.every());
    }

    private static Optional<CapabilityRow> pushed(Entry entry) {
        return entry.product()
                .way()
                .filter(way -> way != Style.PULL && entry.product().hasAddress())
                .flatMap(way -> entry.product().row());
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "enrolment");
        thread.setDaemon(true);
        return thread;
    }
}
