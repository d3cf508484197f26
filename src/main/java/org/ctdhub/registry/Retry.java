// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;

/** Runs a transaction again, whole, when PostgreSQL chose it as the victim of a deadlock or of a serialisation conflict. */
final class Retry {

    private static final int TIMES = 5;

    private Retry() {}

    static <T> T onConflict(Supplier<T> transaction) {
        for (int left = TIMES; ; left--) {
            try {
                return transaction.get();
            } catch (ConcurrencyFailureException e) { // 40P01, 40001
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    static void onConflict(Runnable transaction) {
        onConflict(() -> {
            transaction.run();
            return null;
        });
    }
}
