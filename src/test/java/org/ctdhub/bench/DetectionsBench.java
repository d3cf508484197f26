// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.ctdhub.registry.Products;
import org.ctdhub.testing.TestDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends detections over HTTP: first at 2,000 a second while the hub's other work is timed, then as fast as it takes them, and
 * then asks for some. {@code docs/detections.md} has the command and what it said.
 */
public final class DetectionsBench {

    private static final Logger LOG = LoggerFactory.getLogger(DetectionsBench.class);
    private static final int OBJECTS = 200_000;
    private static final int A_SECOND = 2_000;
    private static final int SECONDS = 120;
    private static final int BATCH = 1_000;
    private static final int FLAT_OUT = 300_000;
    private static final int SENDERS = 2;

    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicInteger numbers = new AtomicInteger();
    private final TestDatabase database;
    private final BenchHub hub;

    private DetectionsBench(TestDatabase database, BenchHub hub) {
        this.database = database;
        this.hub = hub;
        hub.part(Products.class)
                .enter("bench", "any", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static void main(String[] args) throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                BenchHub hub = new BenchHub(database)) {
            new DetectionsBench(database, hub).run();
        }
    }

    private void run() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < OBJECTS; n++) {
            lines.add(object(n));
        }
        hub.post("imports?format=list", String.join("\n", lines));
        while (database.jdbc()
                        .sql("select count(*) from listed")
                        .query(Integer.class)
                        .single()
                < OBJECTS) {
            LockSupport.parkNanos(1_000_000_000);
        }
        steadily();
        flatOut();
        ask("a page by value", "detections?value=d7.example.test");
        ask("a page by endpoint", "detections?endpoint=pc7.example.test");
        ask("a page by text", "detections?text=pc77.example.test");
        ask("a summary of all by product and action", "detections/summary?by=product,action");
        ask("a summary of all by value", "detections/summary?by=value");
        ask("the story of an object that was met often", "story?type=domain&value=d7.example.test");
        export();
    }

    /** One in ten is a URL below a listed domain, one in ten is nothing that the hub knows. */
    private static String object(int n) {
        return n % 2 == 0 ? "d" + n / 2 % 50_000 + "-" + n + ".example.test" : "%040x".formatted(n);
    }

    private String record() {
        int n = numbers.getAndIncrement();
        String what = switch (n % 10) {
            case 0 -> "\"type\":\"url\",\"value\":\"http://x.d7.example.test/" + n + "\"";
            case 1 -> "\"type\":\"domain\",\"value\":\"unknown" + n % 5_000 + ".example.test\"";
            default -> "\"value\":\"" + object(n % OBJECTS) + "\"";
        };
        return "{\"id\":\"" + n + "\",\"at\":\"" + began.plusMillis(n / 2) + "\"," + what + ",\"action\":\""
                + (n % 3 == 0 ? "log" : "block") + "\",\"endpoint\":\"pc" + n % 3_000
                + ".example.test\",\"user\":\"user" + n % 500 + "\",\"path\":\"C:\\\\data\\\\" + n
                + ".exe\",\"address\":\"192.0.2." + n % 250 + "\",\"rule\":\"a rule\",\"detail\":{\"version\":\"14.0."
                + n
                + "\",\"kind\":\"bench\"}}";
    }

    private long batch() throws Exception {
        List<String> records = new ArrayList<>();
        for (int n = 0; n < BATCH; n++) {
            records.add(record());
        }
        long began = System.nanoTime();
        String answer = hub.post("detections?product=bench", "[" + String.join(",", records) + "]");
        if (!answer.contains("\"taken\":" + BATCH)) {
            throw new IllegalStateException(answer.substring(0, 200));
        }
        return System.nanoTime() - began;
    }

    private void steadily() throws Exception {
        hub.post("user-defined", "{\"type\":\"domain\",\"value\":\"d7.example.test\",\"action\":\"block\"}");
        long cpu = cpu();
        long began = System.nanoTime();
        List<Long> took = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            for (int n = 0; n < A_SECOND / BATCH; n++) {
                took.add(batch());
            }
            long other = System.nanoTime();
            hub.get("objects?limit=100");
            others.add(System.nanoTime() - other);
            LockSupport.parkNanos(Math.max(0, began + (second + 1) * 1_000_000_000L - System.nanoTime()));
        }
        LOG.info(
                "BENCH {} detections a second for {} s: took {} s; a batch of {} took {} ms, the slowest of a hundred {};"
                        + " the hub used {} % of one core; a page of objects took {} ms, the slowest of a hundred {}",
                A_SECOND,
                SECONDS,
                (System.nanoTime() - began) / 1_000_000_000,
                BATCH,
                part(took, 0.5),
                part(took, 0.99),
                (cpu() - cpu) * 100 / (System.nanoTime() - began),
                part(others, 0.5),
                part(others, 0.99));
    }

    private void flatOut() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        long began = System.nanoTime();
        List<Future<Long>> batches = new ArrayList<>();
        for (int n = 0; n < FLAT_OUT / BATCH; n++) {
            batches.add(threads.submit(this::batch));
        }
        for (Future<Long> each : batches) {
            each.get();
        }
        threads.shutdown();
        LOG.info(
                "BENCH {} detections by {} senders: {} a second; {} bytes each with their indexes",
                FLAT_OUT,
                SENDERS,
                FLAT_OUT * 1_000_000_000L / (System.nanoTime() - began),
                database.jdbc()
                                .sql(
                                        "select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'detection'::regclass")
                                .query(Long.class)
                                .single()
                        / numbers.get());
    }

    private void ask(String what, String path) throws Exception {
        hub.get(path);
        long began = System.nanoTime();
        hub.get(path);
        LOG.info("BENCH {} among {}: {} ms", what, numbers.get(), (System.nanoTime() - began) / 1_000_000);
    }

    private void export() throws Exception {
        long began = System.nanoTime();
        long rows = hub.http
                .send(hub.request("detections").header("Accept", "text/csv").build(), BodyHandlers.ofLines())
                .body()
                .count();
        LOG.info("BENCH an export of {} rows: {} a second", rows, rows * 1_000_000_000L / (System.nanoTime() - began));
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static String part(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().collect(Collectors.toList());
        return String.format(Locale.ROOT, "%.0f", sorted.get((int) ((sorted.size() - 1) * share)) / 1e6);
    }
}
