// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How often a second something can be done, by threads that do it again and again. */
final class Rate {

    private static final Duration WHILE = Duration.ofSeconds(5);

    private Rate() {}

    /** What one thread does in one turn. */
    interface Deed {
        void run(int thread, int turn) throws Exception;
    }

    /** Does it for five seconds; answers the turns a second of all threads together. */
    static double of(int threads, Deed deed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long began = System.nanoTime();
            List<Future<Integer>> turns = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                turns.add(pool.submit(() -> {
                    int turn = 0;
                    while (System.nanoTime() - began < WHILE.toNanos()) {
                        deed.run(number, turn++);
                    }
                    return turn;
                }));
            }
            int all = 0;
            for (Future<Integer> each : turns) {
                all += each.get();
            }
            return all / ((System.nanoTime() - began) / 1e9);
        } finally {
            pool.shutdown();
        }
    }
}
