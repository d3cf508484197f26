// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.locks.LockSupport;
import org.ctdhub.testing.TestDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what an operator waits for with a million objects on the list, over HTTP; {@code docs/manager.md} has the command
 * and what it said. The reader counts what it is sent, and keeps none of it.
 */
public final class ManagerBench {

    private static final Logger LOG = LoggerFactory.getLogger(ManagerBench.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final int LINES = 1_000_000;
    private static final int FEW = 100;
    private static final int MANY = 100_000;
    private static final long LOOK_AGAIN = 20_000_000;

    private final TestDatabase database;
    private final BenchHub hub;

    private ManagerBench(TestDatabase database, BenchHub hub) {
        this.database = database;
        this.hub = hub;
    }

    public static void main(String[] args) throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                BenchHub hub = new BenchHub(
                        database,
                        "--ctd.distribution.keys[0].key=" + KEY,
                        "--ctd.distribution.keys[0].admits=every-type")) {
            new ManagerBench(database, hub).run();
        }
    }

    private void run() throws Exception {
        BenchReader reader = new BenchReader(hub.url, KEY);
        importLines(reader);
        change(reader, "preset over " + MANY, MANY, "PUT", "presets/url/high", "{\"action\":\"log\"}");
        change(reader, "exception that covers " + FEW, FEW, "POST", "exceptions", exception("few"));
        change(reader, "exception that covers " + MANY, MANY, "POST", "exceptions", exception("many"));
    }

    private static String exception(String below) {
        return "{\"type\":\"domain\",\"pattern\":\"*." + below + ".example.test\"}";
    }

    /** The millionth of the list is one of a hundred, a tenth are below one domain, and a tenth are URLs. */
    private static String line(int number) {
        if (number < FEW) {
            return "h" + number + ".few.example.test\n";
        }
        if (number < FEW + MANY) {
            return "h" + number + ".many.example.test\n";
        }
        return number < FEW + 2 * MANY
                ? "http://h" + number + ".example.test/a\n"
                : "h" + number + ".rest-" + number % 1_000 + ".example.test\n";
    }

    private void importLines(BenchReader reader) throws Exception {
        long began = System.nanoTime();
        JsonNode report = call("POST", "imports?format=list", BodyPublishers.ofInputStream(Lines::new));
        long read = System.nanoTime();
        ended("imports/" + report.at("/task/id").asLong(), "/task/state");
        long listed = System.nanoTime();
        LOG.info(
                "BENCH import of {} lines: read after {} s, on the list after {} s, most heap {} MB of {} MB",
                LINES,
                seconds(began, read),
                seconds(began, listed),
                BenchHub.mostHeap(),
                Runtime.getRuntime().maxMemory() >> 20);
        long asked = System.nanoTime();
        reader.read(LINES);
        LOG.info("BENCH a new subscriber has all {} after {} s", LINES, seconds(asked, System.nanoTime()));
    }

    private void change(BenchReader reader, String what, int records, String method, String path, String body)
            throws Exception {
        reader.goTo(database.jdbc().sql("select head()").query(Long.class).single());
        long began = System.nanoTime();
        JsonNode answer = call(method, path, BodyPublishers.ofString(body));
        long answered = System.nanoTime();
        reader.read(1);
        long first = System.nanoTime();
        reader.read(records - 1);
        long last = System.nanoTime();
        long task = answer.hasNonNull("task")
                ? answer.path("task").asLong()
                : answer.path("id").asLong();
        ended("tasks/" + task, "/state");
        LOG.info(
                "BENCH {}: answered after {} s, a subscriber has the first after {} s and all after {} s",
                what,
                seconds(began, answered),
                seconds(began, first),
                seconds(began, last));
    }

    private void ended(String path, String state) throws IOException, InterruptedException {
        String now = "running";
        while (now.equals("running")) {
            LockSupport.parkNanos(LOOK_AGAIN);
            now = call("GET", path, BodyPublishers.noBody()).at(state).asText();
        }
        if (!now.equals("done")) {
            throw new IllegalStateException(path + " is " + now);
        }
    }

    private JsonNode call(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        return JSON.readTree(hub.call(method, path, body));
    }

    private static String seconds(long from, long to) {
        return String.format(java.util.Locale.ROOT, "%.1f", (to - from) / 1e9);
    }

    /** The file, made while it is read. */
    private static final class Lines extends InputStream {

        private int number;
        private int at;
        private byte[] line = new byte[0];

        @Override
        public int read() {
            if (at == line.length && !more()) {
                return -1;
            }
            return line[at++];
        }

        @Override
        public int read(byte[] into, int from, int most) {
            if (at == line.length && !more()) {
                return -1;
            }
            int some = Math.min(most, line.length - at);
            System.arraycopy(line, at, into, from, some);
            at += some;
            return some;
        }

        private boolean more() {
            if (number == LINES) {
                return false;
            }
            line = line(number++).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            at = 0;
            return true;
        }
    }
}
