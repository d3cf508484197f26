// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.ctdhub.lab.Lab;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.ImportFileSimulator;
import org.ctdhub.lab.simulator.LabData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Measures how long an object takes in the lab from the sandbox's list to every product that takes it, and out of all of them
 * after an exception; then the same of the registry alone while the sandbox finds many for a minute. {@code docs/journey.md} has
 * the command and what it said.
 */
public final class LabBench {

    private static final Logger LOG = LoggerFactory.getLogger(LabBench.class);
    private static final int ROUNDS = 20;
    private static final int A_SECOND = 100;
    private static final int STEP = 10;
    private static final String LOAD = "load";
    private static final long LOOK_AGAIN = 10_000_000;
    private static final Duration GIVE_UP = Duration.ofMinutes(3);
    private static final List<String> TAKE_URLS = List.of(
            "ddi-lab",
            "tmcm-lab",
            "ddei-lab",
            "sps-lab",
            "osce-lab",
            "osce-11",
            "iwsva-lab",
            "iwsva-file",
            "imsva-lab");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Lab lab;

    private LabBench(Lab lab) {
        this.lab = lab;
    }

    public static void main(String[] args) throws Exception {
        try (Lab lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0))) {
            new LabBench(lab).run();
        }
    }

    private void run() throws Exception {
        List<Long> in = new ArrayList<>();
        List<Long> out = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            String url = "http://round" + round + ".example.test/";
            lab.sandbox().add(List.of(Finding.of("url", url, "high")));
            long there = millisUntil(url, true);
            except(url);
            long gone = millisUntil(url, false);
            if (round > 0) { // the first warms up
                in.add(there);
                out.add(gone);
            }
        }
        LOG.info("From the sandbox to {} products: {}", TAKE_URLS.size(), told(in));
        LOG.info("Out of {} products after an exception: {}", TAKE_URLS.size(), told(out));
        minute();
    }

    /** From the change log to each product, while so many URLs a second are found for a minute. */
    private void minute() {
        JdbcClient registry = JdbcClient.create(lab.hub().getBean(DataSource.class));
        long began = System.nanoTime();
        for (int n = 0; n < A_SECOND * 60; n += STEP) {
            LockSupport.parkNanos(began + n * (1_000_000_000L / A_SECOND) - System.nanoTime());
            lab.sandbox()
                    .add(IntStream.range(n, n + STEP)
                            .mapToObj(each -> Finding.of("url", "http://" + LOAD + each + ".example.test/", "high"))
                            .toList());
        }
        millisUntil("http://" + LOAD + (A_SECOND * 60 - 1) + ".example.test/", true);
        registry.sql(REACHED)
                .param("load", "http://" + LOAD + "%")
                .query((row, n) -> "%s: %d objects, median %.2f s, p99 %.2f s, longest %.2f s"
                        .formatted(
                                row.getString("product"),
                                row.getInt("objects"),
                                row.getDouble("median"),
                                row.getDouble("p99"),
                                row.getDouble("longest")))
                .list()
                .forEach(line -> LOG.info("{} URLs a second, from the change log to {}", A_SECOND, line));
    }

    /** Of products that are called: until they took it; of products that ask, or fetch a file: until it was in an answer. */
    private static final String REACHED = """
            with load as (
                select l.object_id, l.seq, l.changed_at from object o join listed l on l.object_id = o.id where o.value like :load
            ), reached as (
                select p.name as product, l.object_id, min(e.at) - l.changed_at as took
                  from load l join event e on e.object_id = l.object_id and e.kind = 'delivered'
                  join product p on p.id = e.product_id
                 group by p.name, l.object_id, l.changed_at
                union all
                select r.name, l.object_id,
                       (select min(f.at) from offer f where f.reader_id = r.id and f.up_to >= l.seq) - l.changed_at
                  from load l cross join reader r
                 where r.id in (select reader_id from offer)
            )
            select product, count(took) as objects, percentile_cont(0.5) within group (order by extract(epoch from took)) as median,
                   percentile_cont(0.99) within group (order by extract(epoch from took)) as p99,
                   extract(epoch from max(took)) as longest
              from reached where took is not null group by product order by product""";

    private long millisUntil(String url, boolean there) {
        long begin = System.nanoTime();
        while (!TAKE_URLS.stream().allMatch(product -> holds(product, url) == there)) {
            if (System.nanoTime() - begin > GIVE_UP.toNanos()) {
                throw new IllegalStateException(url
                        + (there ? " does not arrive at " : " stays at ")
                        + TAKE_URLS.stream()
                                .filter(product -> holds(product, url) != there)
                                .toList());
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private boolean holds(String product, String url) {
        return lab.product(product) instanceof ImportFileSimulator file
                ? file.blocks(url) // it has lines without a scheme
                : lab.product(product).objects().stream()
                        .anyMatch(object -> object.value().equals(url));
    }

    private void except(String url) throws Exception {
        http.send(
                HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/exceptions"))
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"type\":\"url\",\"pattern\":\"" + url + "\"}"))
                        .build(),
                BodyHandlers.discarding());
    }

    private static String told(List<Long> millis) {
        Collections.sort(millis);
        return "median " + millis.get(millis.size() / 2) + " ms, longest " + millis.get(millis.size() - 1) + " ms, of "
                + millis.size() + " rounds";
    }
}
