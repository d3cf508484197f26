// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Half an hour of 20 objects a second, a hundredth of all of them taken back each second, while what is live in the hub's heap
 * is counted each minute. By hand: {@code mvn spring-boot:test-run -Dlab.main=org.ctdhub.trouble.Soak}, with the minutes as
 * {@code -Dspring-boot.run.arguments=30}. Throws if the heap grows, or if a list isn't as wanted at the end.
 */
public final class Soak {

    private static final Logger LOG = LoggerFactory.getLogger(Soak.class);
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final int A_SECOND = 20;
    private static final int WARM = 5;
    private static final double MEGABYTE = 1 << 20;

    private Soak() {}

    public static void main(String[] args) throws Exception {
        int minutes = args.length == 0 ? 30 : Integer.parseInt(args[0]);
        if (minutes < WARM + 2) {
            throw new IllegalArgumentException("The first " + WARM + " minutes don't count, and two have to.");
        }
        Path folder = Files.createTempDirectory("ctd-soak");
        ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
        try (Site site = new Site(folder);
                HubProcess hub = site.hub().awaitReady()) {
            CountDownLatch left = new CountDownLatch(minutes * 60);
            Future<?> going = seconds.scheduleAtFixedRate(
                    () -> {
                        if (left.getCount() > 0) {
                            site.goOn(A_SECOND);
                            left.countDown();
                        }
                    },
                    0,
                    1,
                    TimeUnit.SECONDS);
            List<Double> heap = new ArrayList<>();
            for (int minute = 1; minute <= minutes; minute++) {
                long rest = (minutes - minute) * 60L;
                await().atMost(TWO_MINUTES)
                        .failFast("The sandbox finds nothing any more.", going::isDone)
                        .until(() -> left.getCount() <= rest);
                heap.add(hub.live() / MEGABYTE);
                LOG.info(
                        "Minute {}: {} MB live, {} entries at the consumers.",
                        minute,
                        text(heap.get(minute - 1)),
                        site.held());
            }
            site.awaitWhole();
            double slope = slope(heap.subList(WARM, minutes));
            LOG.info(
                    "After {} objects all lists are as wanted, and the heap grows by {} MB a minute.",
                    minutes * 60 * A_SECOND,
                    text(slope));
            if (slope > 1) {
                throw new IllegalStateException("It would not last.");
            }
        } finally {
            seconds.shutdownNow();
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    /** By how much one value is larger than the one before it, by the line that lies nearest to all of them. */
    private static double slope(List<Double> values) {
        double middle = (values.size() - 1) / 2.0;
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double rise = 0;
        double run = 0;
        for (int i = 0; i < values.size(); i++) {
            rise += (i - middle) * (values.get(i) - mean);
            run += (i - middle) * (i - middle);
        }
        return rise / run;
    }

    private static String text(double megabytes) {
        return "%.2f".formatted(megabytes);
    }
}
