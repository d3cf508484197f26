// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.Basis;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** A registry of its own, with a clock that a test sets, and short words for what tests do with it. */
public final class RegistryBench implements AutoCloseable {

    public static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    final TestDatabase database = TestDatabase.migrated();
    public final SettableClock clock = new SettableClock(NOON);
    public final JdbcClient jdbc = database.jdbc();
    final Audit audit = new Audit(jdbc, clock);
    final Tasks tasks = new Tasks(jdbc, database.transaction(), new Effects(jdbc), audit, clock);
    final Views views = new Views(jdbc, database.transaction(), tasks);
    public final Products products = new Products(jdbc, database.transaction(), views, clock);
    final Brakes brakes = new Brakes(jdbc, new Brakes.Limits(1_000, 20, Duration.ofHours(1)), audit, clock);
    final Sightings sightings = new Sightings(jdbc, database.transaction(), brakes, clock);
    final Producers producers = new Producers(jdbc, database.transaction(), audit, clock);
    public final HashPairs pairs = new HashPairs(jdbc, database.transaction(), clock);
    public final Subscribers subscribers = new Subscribers(jdbc, database.transaction(), views, tasks, clock);
    public final Deliveries deliveries = new Deliveries(jdbc, database.transaction(), clock);
    final Presets presets = new Presets(jdbc, tasks);
    final Lives lives = new Lives(jdbc, tasks);
    final Exceptions exceptions = new Exceptions(jdbc, tasks, clock);
    final Decisions decisions = new Decisions(jdbc, tasks);
    final Stops stops = new Stops(jdbc, tasks);
    public final WarningLists warnings = new WarningLists(jdbc, tasks);
    final WarningLooks warningLooks = new WarningLooks(jdbc, database.transaction(), audit, clock);
    public final WarningVersions warningVersions =
            new WarningVersions(jdbc, database.transaction(), warningLooks, audit, clock);
    final Undo undo = new Undo(tasks, presets, lives, exceptions, stops, warnings);
    final UserDefined userDefined = new UserDefined(jdbc, database.transaction(), exceptions, audit, clock);
    final Imports imports = new Imports(jdbc, database.transaction(), tasks, exceptions, audit, clock);
    final Foreman foreman = new Foreman(tasks, imports);
    final Objects objects = new Objects(jdbc);
    final Own own = new Own(exceptions, tasks);
    final Story story = new Story(jdbc, warnings, (product, type) -> Optional.empty());
    final DetectionSources detectionSources = new DetectionSources(jdbc, clock);
    final DetectionLog detectionLog = new DetectionLog(jdbc, new DataSourceTransactionManager(database.dataSource()));
    public final WholeViews wholeViews = new WholeViews(jdbc, database.transaction());
    public final WrittenFiles writtenFiles = new WrittenFiles(jdbc, database.transaction(), clock);
    final Actor operator = new Actor(Actor.Kind.ACCOUNT, "olga");

    private final AtomicLong positions = new AtomicLong();

    /** An empty registry. */
    public RegistryBench() {
        presets.fill(ScanAction.BLOCK);
    }

    /** Adds an exception; answers its id. */
    long except(ObjectType type, String pattern) {
        try {
            Task task = exceptions.add(ExceptionPattern.of(type, pattern), null, operator);
            carryOn(task.id());
            return ((Number) task.detail().get("exception")).longValue();
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** Carries a task out to its end, as the route does. */
    void carryOn(long task) {
        while (tasks.find(task).orElseThrow().state().equals("running")) {
            foreman.carryOn(task);
        }
    }

    /** Carries out whatever waits. */
    public void carryOnAll() {
        tasks.latest(100).forEach(task -> carryOn(task.id()));
    }

    /** A report that is news, not the repetition of a list. */
    public void news(String producer, Report... reports) {
        CollectRun run = run(producer);
        register(
                new CollectRun(
                        run.productId(), producer, run.stream(), run.attempt(), run.position(), false, run.reached()),
                reports);
    }

    /** What the hub's whole list says of a value, or null if it isn't on it. */
    Objects.Line line(String value) {
        return objects
                .page(new Filter(null, null, null, null, null, null, value, null, null), Objects.Sort.NEWEST, 0, 10)
                .stream()
                .filter(line -> line.value().equals(value))
                .findFirst()
                .orElse(null);
    }

    /** Begins a reading; the producer is entered if it isn't yet. */
    CollectRun run(String producer) {
        products.enter(
                producer,
                "any",
                Optional.empty(),
                Optional.of(Duration.ofMillis(1)),
                Optional.empty(),
                Optional.empty());
        jdbc.sql("update product set collect_attempt = collect_attempt + 1 where name = ?")
                .param(producer)
                .update();
        return producers.begin(producer, "objects", "0", Duration.ofDays(1));
    }

    /** A producer's reports, in a reading of their own. */
    public void report(String producer, Report... reports) {
        register(run(producer), reports);
    }

    void register(CollectRun run, Report... reports) {
        sightings.register(new Batch(run, List.of(reports), List.of(), String.valueOf(positions.incrementAndGet())));
    }

    Report found(ObjectType type, String value) {
        return found(type, value, clock.instant().plus(Duration.ofDays(30)));
    }

    Report found(ObjectType type, String value, Instant expires) {
        return new Report(
                SuspiciousObject.canonical(type, value), false, Risk.HIGH, clock.instant(), expires, null, null, null);
    }

    Report removed(ObjectType type, String value) {
        return new Report(
                SuspiciousObject.canonical(type, value), true, Risk.HIGH, clock.instant(), NOON, null, null, null);
    }

    /** Carries out what has run out. */
    public void expire() {
        while (jdbc.sql("select expire_due(?::timestamptz, 10000)")
                        .param(clock.instant().toString())
                        .query(Integer.class)
                        .single()
                > 0) {
            // until nothing is due
        }
    }

    /** Whether a value is on the consolidated list. */
    public boolean isListed(String value) {
        return jdbc.sql(
                        "select exists (select from listed l join object o on o.id = l.object_id where o.value = ? and l.present)")
                .param(value)
                .query(Boolean.class)
                .single();
    }

    long number(String value) {
        return jdbc.sql("select l.seq from listed l join object o on o.id = l.object_id where o.value = ?")
                .param(value)
                .query(Long.class)
                .single();
    }

    long head() {
        return jdbc.sql("select head()").query(Long.class).single();
    }

    /** A subscriber that takes these types, whatever the action. */
    Subscriber subscriber(ObjectType... types) {
        return subscriber(row(ScanAction.LOG, Taking.keep(), types));
    }

    /** A subscriber that takes these types, but only what a sandbox found. */
    Subscriber subscriberOfSandboxes(ObjectType... types) {
        CapabilityRow row = row(ScanAction.LOG, Taking.keep(), types);
        return subscriber(new CapabilityRow(
                row.name(),
                row.from(),
                row.basis(),
                row.types(),
                Map.of(),
                row.notTaken(),
                Set.of(),
                row.least(),
                row.limit()));
    }

    Subscriber subscriber(CapabilityRow row) {
        UUID client = UUID.randomUUID();
        subscribers.register(client, "host", "product", Optional.empty(), Optional.of(row));
        return subscribers.find(client).orElseThrow();
    }

    /** What a subscriber is answered that asks now for what came after a number. */
    List<Change> read(Subscriber subscriber, long after, int page) {
        return subscribers.read(subscribers.find(subscriber.client()).orElseThrow(), after, page);
    }

    /** A product to which files are pushed by SHA-256. */
    void pushed(String name) {
        products.enter(
                name,
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(row(
                        ScanAction.BLOCK, Taking.act(Set.of(ScanAction.BLOCK)).bySha256(), ObjectType.FILE_SHA1)));
    }

    /** What the registry tells of an object, with the reasons of the products' manifests. */
    public Story story(Refusals refusals) {
        return new Story(jdbc, warnings, refusals);
    }

    Optional<Delivery> take(String product) {
        return deliveries.take(product, 500, 500, Duration.ofMinutes(2));
    }

    void delivered(Delivery delivery) {
        deliveries.settle(
                delivery,
                delivery.items().stream()
                        .map(item ->
                                new Outcome(item.identity(), Outcome.Kind.DELIVERED, "id-" + item.identity(), null))
                        .toList(),
                Optional.empty());
    }

    static CapabilityRow row(ScanAction least, Taking taking, ObjectType... types) {
        return new CapabilityRow(
                "bench",
                Optional.empty(),
                Basis.ASSUMED,
                Arrays.stream(types).collect(java.util.stream.Collectors.toMap(type -> type, type -> taking)),
                Map.of(),
                Map.of(),
                Set.of(types),
                least,
                Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        database.close();
    }
}
