// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Watches whatever is tested: a suspicious object that was visited or looked up, or a secret that was logged or stands in a
 * database, fails the class in which it happened.
 */
public final class Leaks implements AfterAllCallback {

    private static final Queue<String> VISITED = new ConcurrentLinkedQueue<>();
    private static final Queue<String> LOGGED = LogWatch.watch();
    private static final Queue<String> STORED = new ConcurrentLinkedQueue<>();

    static {
        Visits.watch(VISITED::add);
    }

    /** Keeps what was found in a database. */
    static void stored(List<String> found) {
        STORED.addAll(found);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        assertThat(taken(VISITED)).as("suspicious objects that were visited").isEmpty();
        assertThat(taken(LOGGED)).as("secrets that were logged").isEmpty();
        assertThat(taken(STORED)).as("secrets that stand in a database").isEmpty();
    }

    /** What was found since this was asked last. */
    private static List<String> taken(Queue<String> found) {
        List<String> taken = List.copyOf(found);
        found.removeAll(taken);
        return taken;
    }
}
