// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.SigningKey;
import org.ctdhub.registry.SigningKeys;
import org.ctdhub.testing.TestDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the hub beside what it is held against, in one run on one machine: PostgreSQL with the same rows, and nginx with the
 * same file. {@code docs/performance.md} has the command and what it said; {@code BENCH_SIZE} makes it smaller.
 */
public final class Performance {

    private static final Logger LOG = LoggerFactory.getLogger(Performance.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEALED_WITH = "--ctd.secrets.key=key of the benchmark";
    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final int SIZE = Integer.parseInt(
            System.getenv().getOrDefault("BENCH_SIZE", "1000000").replace("_", ""));
    private static final int FEW = Math.min(10_000, SIZE / 10);
    private static final int MANY = Math.min(10_000, SIZE / 20);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int CHANGES = 5;
    private static final int STARTS = 3;
    private static final long LOOK_AGAIN = 20_000_000;

    private final TestDatabase database;
    private final Path folder;
    private final BenchHub hub;

    private Performance(TestDatabase database, Path folder, BenchHub hub) {
        this.database = database;
        this.folder = folder;
        this.hub = hub;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("ctd-performance");
        try (TestDatabase database = TestDatabase.migrated()) {
            say("what", "against, or before", "the hub", 0);
            try (BenchHub hub = hub(database, folder)) {
                new Performance(database, folder, hub).measure();
            }
            start("a database of " + SIZE + " objects", database);
            try (TestDatabase empty = TestDatabase.empty()) {
                start("an empty database, which gets its tables", empty);
            }
            try (BenchHub hub = hub(database, folder)) {
                new Performance(database, folder, hub).foreignRows();
            }
        }
        try (TestDatabase database = TestDatabase.migrated();
                BenchHub hub = hub(database, folder)) {
            new Performance(database, folder, hub).sandbox();
        }
    }

    /** Starts the hub as a process of its own. */
    private static void start(String on, TestDatabase database) throws Exception {
        List<Double> spent = new ArrayList<>();
        for (int n = 0; n < STARTS; n++) {
            try (OwnProcess hub = new OwnProcess(database)) {
                spent.add(hub.secondsToReady);
            }
        }
        say("start to ready, with " + on + ", median of " + STARTS, "", Rival.shown(median(spent)) + " s", 0);
    }

    private static BenchHub hub(TestDatabase database, Path folder) {
        return new BenchHub(
                database,
                "--ctd.lists=" + folder,
                SEALED_WITH,
                "--ctd.brakes.arrivals=0",
                "--ctd.distribution.keys[0].key=" + KEY,
                "--ctd.distribution.keys[0].admits=every-type");
    }

    private void measure() throws Exception {
        importLines(0, FEW, Performance::urlOrDomain);
        double early = change("early");
        double rate = importLines(FEW, SIZE, Performance::urlOrDomain);
        double late = change("late");
        say(
                "one more object, median of 200, with " + FEW + " on the list and with " + SIZE,
                Rival.shown(early) + " ms",
                Rival.shown(late) + " ms",
                late / early);
        try (TestDatabase empty = TestDatabase.migrated()) {
            double rows = database.jdbc()
                    .sql("select count(*) from object")
                    .query(Long.class)
                    .single();
            double rival = rows / Rival.upsert(database, empty);
            say(
                    "objects imported and in the change log, a second, against upserts by unnest",
                    Rival.shown(rival),
                    Rival.shown(rate),
                    rate / rival);
        }
        pages();
        polls();
        files();
        say("most heap in use, readers and this program included", "", BenchHub.mostHeap() + " MB", 0);
    }

    /** Imports lines and waits until they are on the list; answers how many a second. */
    private double importLines(int from, int to, IntFunction<String> line) throws Exception {
        InputStream lines = new SequenceInputStream(Collections.enumeration(IntStream.range(
                        0, (to - from + 999) / 1_000)
                .mapToObj(block -> lines(from + block * 1_000, Math.min(to, from + block * 1_000 + 1_000), line))
                .toList()));
        long began = System.nanoTime();
        JsonNode report =
                JSON.readTree(hub.call("POST", "imports?format=list", BodyPublishers.ofInputStream(() -> lines)));
        String task = "imports/" + report.at("/task/id").asLong() + "?limit=1";
        String state = "running";
        while (state.equals("running")) {
            LockSupport.parkNanos(LOOK_AGAIN);
            state = JSON.readTree(hub.get(task)).at("/task/state").asText();
        }
        return (to - from) / ((System.nanoTime() - began) / 1e9);
    }

    private static InputStream lines(int from, int to, IntFunction<String> line) {
        return new ByteArrayInputStream(IntStream.range(from, to)
                .mapToObj(n -> line.apply(n) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** One URL in ten, else a domain. */
    private static String urlOrDomain(int n) {
        return n % 10 == 0 ? "http://h" + n + ".example.test/a" : "h" + n + ".d" + n % 1_000 + ".example.test";
    }

    /** The median of what one more object takes until the answer, in milliseconds. */
    private double change(String name) throws Exception {
        List<Double> spent = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            String body = "{\"value\":\"" + n + "." + name + ".example.test\"}";
            spent.add(millis(() -> hub.post("user-defined", body)));
        }
        return median(spent);
    }

    /** Pages of the object list: their beginning and somewhere behind the middle, in each order, and with filters. */
    private void pages() throws Exception {
        long middle = database.jdbc()
                .sql(
                        "select id from object order by value collate \"C\" offset (select count(*) / 2 from object) limit 1")
                .query(Long.class)
                .single();
        for (String sort : List.of("newest", "oldest", "value", "changed", "expires")) {
            double first = page("sort=" + sort);
            double deep = page("sort=" + sort + "&after=" + middle);
            say(
                    "a page of 100 objects, sort=" + sort + ", at the beginning and from the middle on",
                    Rival.shown(first) + " ms",
                    Rival.shown(deep) + " ms",
                    deep / first);
        }
        for (String filter : List.of(
                "type=url",
                "list=user_defined&risk=high",
                "state=listed&type=domain&sort=value",
                "text=h4711.",
                "text=nowhere.at.all",
                "state=excepted")) {
            say("a page of 100 objects, " + filter, "", Rival.shown(page(filter)) + " ms", 0);
        }
    }

    private double page(String query) throws Exception {
        List<Double> spent = new ArrayList<>();
        for (int n = 0; n < 9; n++) {
            spent.add(millis(() -> hub.get("objects?limit=100&" + query)));
        }
        return median(spent);
    }

    /** A subscriber that has everything asks again and again, against the same question put to the database. */
    private void polls() throws Exception {
        BenchReader reader = new BenchReader(hub.url, KEY);
        int listed = database.jdbc()
                .sql("select count(*) from listed where present")
                .query(Integer.class)
                .single();
        long began = System.nanoTime();
        reader.read(listed);
        say(
                "records that a new subscriber reads a second, to the end of the list",
                "",
                Rival.shown(listed / ((System.nanoTime() - began) / 1e9)),
                0);
        Rate.of(1, (thread, turn) -> reader.ask());
        String name = database.jdbc()
                .sql("select name from reader where client is not null")
                .query(String.class)
                .single();
        compare(
                "empty polls a second by one signed subscriber, against one prepared statement",
                Rival.emptyPolls(database, name, 1),
                Rate.of(1, (thread, turn) -> reader.ask()));
        List<BenchReader> many = manyReaders();
        int share = MANY / CORES;
        Rate.Deed asks =
                (thread, turn) -> many.get(thread * share + turn % share).ask();
        Rate.of(CORES, asks);
        compare(
                "empty polls a second by " + MANY + " subscribers with a key each, against as many statements as cores",
                Rival.emptyPolls(database, name, CORES),
                Rate.of(CORES, asks));
        onceAMinute(many);
    }

    /** What it costs that each of many subscribers asks once a minute, beside what a hub does that nobody asks. */
    private void onceAMinute(List<BenchReader> many) throws Exception {
        try (OwnProcess alone = new OwnProcess(database, SEALED_WITH)) {
            many.forEach(reader -> reader.turnTo(alone.url));
            for (BenchReader reader : many) {
                reader.ask(); // what Java compiles is compiled, and each key was found once
            }
            double idle = busy(List.of());
            double asked = busy(many);
            say(
                    "busy of " + CORES + " cores, PostgreSQL included: a hub that nobody asks, and that " + MANY
                            + " subscribers ask once a minute",
                    Rival.shown(idle * 100) + " %",
                    Rival.shown(asked * 100) + " %",
                    0);
        }
    }

    /** The share of all cores that was busy while each of these asked at its time, for half a minute. */
    private static double busy(List<BenchReader> readers) throws Exception {
        long began = System.nanoTime();
        double before = Machine.busySeconds();
        for (int n = 0; n < readers.size() / 2; n++) {
            LockSupport.parkNanos(began + n * (60_000_000_000L / readers.size()) - System.nanoTime());
            readers.get(n).ask();
        }
        LockSupport.parkNanos(began + 30_000_000_000L - System.nanoTime());
        return (Machine.busySeconds() - before) / CORES / ((System.nanoTime() - began) / 1e9);
    }

    /** So many subscribers that have everything. */
    private List<BenchReader> manyReaders() throws Exception {
        SigningKeys keys = hub.part(SigningKeys.class);
        List<String> texts = new ArrayList<>();
        for (int n = 0; n < MANY; n++) {
            texts.add(keys.create(Actor.HUB, key("bench " + n)).text());
        }
        List<BenchReader> readers = new ArrayList<>();
        for (String text : texts) {
            readers.add(new BenchReader(hub.url, text));
        }
        haveRead(readers);
        return readers;
    }

    /** A sandbox's list is read from its beginning to its end, and once more when all of it is known. */
    private void sandbox() throws Exception {
        try (BenchSandbox sandbox = new BenchSandbox(SIZE, n -> "h" + n + ".d" + n % 1_000 + ".example.test")) {
            hub.post(
                    "products",
                    "{\"name\":\"sandbox\",\"connector\":\"ddan\",\"version\":\"7.5\",\"settings\":{\"url\":\""
                            + sandbox.url() + "\",\"apiKey\":\"" + KEY + "\",\"manageExceptions\":\"false\"}}");
            double first = SIZE / readToTheEnd();
            long head = head();
            database.jdbc().sql("update cursor set full_read_at = null").update();
            database.jdbc().sql("update product set next_collect_at = null").update();
            double again = SIZE / readToTheEnd();
            say("changes that the second reading made", "", String.valueOf(head() - head), 0);
            try (TestDatabase empty = TestDatabase.migrated()) {
                double rival = SIZE / Rival.upsert(database, empty);
                compare(
                        "records of a sandbox's list registered and in the change log, a second, against upserts by unnest",
                        rival,
                        first);
                compare("the same list again, against the first reading", first, again);
            }
        }
    }

    /** Waits until a reading from the beginning ended that is about to begin; answers the seconds. */
    private double readToTheEnd() {
        long began = System.nanoTime();
        while (database.jdbc()
                .sql("select count(*) from cursor where full_read_at is not null and position = :end")
                .param("end", String.valueOf(SIZE))
                .query(Integer.class)
                .single()
                .equals(0)) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private long head() {
        return database.jdbc().sql("select head()").query(Long.class).single();
    }

    /** A reader that takes no hashes asks at the end of the log, and again when nothing but hashes came behind that. */
    private void foreignRows() throws Exception {
        String key = UUID.randomUUID().toString();
        hub.post(
                "products",
                "{\"name\":\"urls\",\"connector\":\"iwsva\",\"version\":\"6.5 SP2 Patch 1\",\"settings\":{\"apiKey\":\""
                        + key + "\"}}");
        BenchReader reader = new BenchReader(hub.url, key);
        haveRead(List.of(reader));
        Rate.Deed ask = (thread, turn) -> reader.ask();
        Rate.of(1, ask);
        double before = Rate.of(1, ask);
        importLines(0, SIZE, n -> "%064x".formatted(n));
        compare(
                "empty polls a second by a reader of URLs, at the end of the log and behind " + SIZE + " hashes",
                before,
                Rate.of(1, ask));
    }

    private static SigningKey.Wanted key(String name) {
        return new SigningKey.Wanted(
                SigningKey.Kind.DISTRIBUTION,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.of(SigningKey.Admits.EVERY_TYPE),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(5),
                false);
    }

    /** As if everybody had read to the end. */
    private void haveRead(List<BenchReader> readers) {
        database.jdbc().sql("update reader set offered = head()").update();
        long end = head();
        readers.forEach(reader -> reader.goTo(end));
    }

    private void files() throws Exception {
        long asked = System.nanoTime();
        hub.post("products", "{\"name\":\"list\",\"connector\":\"edl\",\"settings\":{\"limit\":\"" + 2 * SIZE + "\"}}");
        String listToken = null;
        while (listToken == null) {
            try {
                listToken = JSON.readTree(hub.post("products/list/list-token", ""))
                        .path("token")
                        .asText();
            } catch (IllegalStateException notYetAtWork) {
                LockSupport.parkNanos(LOOK_AGAIN);
            }
        }
        String list = hub.url + "/lists/list/objects.csv";
        String last = hub.url + "/lists/list/objects.ndjson"; // they are written one after the other
        String tag = awaitList(last, listToken, "");
        say(
                "a new list of all objects is there, eight files of it",
                "",
                Rival.shown((System.nanoTime() - asked) / 1e9) + " s",
                0);
        double copied = Rival.copyOut(database);
        List<Double> spent = new ArrayList<>();
        for (int n = 0; n < CHANGES; n++) {
            long changed = System.nanoTime();
            hub.post("user-defined", "{\"value\":\"" + n + ".rendered.example.test\"}");
            tag = awaitList(last, listToken, tag);
            spent.add((System.nanoTime() - changed) / 1e9);
        }
        say(
                "the list after one change, all eight files of it, against COPY of the same rows once",
                Rival.shown(copied) + " s",
                Rival.shown(median(spent)) + " s",
                median(spent) / copied);
        tag = awaitList(list, listToken, "");
        Path file;
        try (var found = Files.walk(folder)) {
            file = found.filter(path -> path.toString().endsWith(".list")
                            && path.getParent().getFileName().toString().equals("objects.csv"))
                    .max(Comparator.comparing(path -> path.toFile().lastModified()))
                    .orElseThrow();
        }
        try (Nginx nginx = new Nginx(file.getParent())) {
            String theirs = nginx.url() + file.getFileName();
            double ours = download(list, listToken);
            double rival = download(theirs, listToken);
            say(
                    "that list served (" + Files.size(file) / 1_000_000 + " MB), MB a second, against nginx",
                    Rival.shown(rival),
                    Rival.shown(ours),
                    ours / rival);
            double not = wrk(list, listToken, tag);
            double rivalNot = wrk(theirs, listToken, nginx.tag(file));
            say(
                    "304 a second over 50 connections, against nginx",
                    Rival.shown(rivalNot),
                    Rival.shown(not),
                    not / rivalNot);
        }
    }

    /** Waits until a list is there with another tag. */
    private String awaitList(String list, String listToken, String tag) throws Exception {
        while (true) {
            HttpResponse<Void> answer = hub.http.send(
                    HttpRequest.newBuilder(URI.create(list))
                            .method("HEAD", BodyPublishers.noBody())
                            .header("Authorization", "Bearer " + listToken)
                            .build(),
                    BodyHandlers.discarding());
            String now = answer.headers().firstValue("ETag").orElse("");
            if (answer.statusCode() == 200 && !now.equals(tag)) {
                return now;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    /** By curl, so that the reader is no part of this process; the best of five. */
    private static double download(String address, String listToken) throws Exception {
        double best = 0;
        for (int n = 0; n < 5; n++) {
            String speed = output(
                    "curl",
                    "-s",
                    "-f",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{speed_download}",
                    "-H",
                    "Authorization: Bearer " + listToken,
                    address);
            best = Math.max(best, Double.parseDouble(speed.strip()) / 1e6);
        }
        return best;
    }

    private static double wrk(String address, String listToken, String tag) throws Exception {
        String told = output(
                "wrk",
                "-t",
                "1",
                "-c",
                "50",
                "-d",
                "5s",
                "-H",
                "Authorization: Bearer " + listToken,
                "-H",
                "If-None-Match: " + tag,
                address);
        Matcher rate = Pattern.compile("Requests/sec:\\s+([0-9.]+)").matcher(told);
        if (!rate.find() || told.contains("Non-2xx")) {
            throw new IllegalStateException(told);
        }
        return Double.parseDouble(rate.group(1));
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private static double millis(Callable<?> work) throws Exception {
        long began = System.nanoTime();
        work.call();
        return (System.nanoTime() - began) / 1e6;
    }

    private static double median(List<Double> numbers) {
        return numbers.stream().sorted().skip(numbers.size() / 2).findFirst().orElseThrow();
    }

    /** Says what the rival and the hub reach, where more is better. */
    private static void compare(String what, double rival, double hub) {
        say(what, Rival.shown(rival), Rival.shown(hub), hub / rival);
    }

    private static void say(String what, String against, String seen, double ratio) {
        LOG.info("BENCH | {} | {} | {} | {} |", what, against, seen, ratio == 0 ? "" : Rival.shown(ratio));
    }
}
