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
import org.ctdhub.lab.Lab;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.ImportFileSimulator;
import org.ctdhub.lab.simulator.LabData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long an object takes in the lab from the sandbox's list to every product that takes it, and out of all of them
 * after an exception; {@code docs/journey.md} has the command and what it said.
 */
public final class LabBench {

    private static final Logger LOG = LoggerFactory.getLogger(LabBench.class);
    private static final int ROUNDS = 20;
    private static final long LOOK_AGAIN = 10_000_000;
    private static final Duration GIVE_UP = Duration.ofSeconds(30);
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
    }

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
