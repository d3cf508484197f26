// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** History in tables of a month each. */
class HistoryTest {

    private static final int WRITERS = 4;
    private static final int MONTHS = 24;
    private static final int ROWS = 4_000;

    @Test
    void a_month_gets_its_table_while_history_is_written_and_nothing_is_refused() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(threads.submit(() -> {
                    for (int row = 0; row < ROWS; row++) {
                        database.jdbc()
                                .sql("insert into event (at, object_id, kind) values (:at, 1, 'reported')")
                                .param("at", month(row % (MONTHS + 1)).plusDays(3))
                                .update();
                    }
                }));
            }
            for (int month = 0; month < MONTHS; month++) {
                database.jdbc()
                        .sql("select keep_history(:at)")
                        .param("at", month(month))
                        .query(Integer.class)
                        .single();
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();

            assertThat(count(database, "event")).isEqualTo((long) WRITERS * ROWS);
            assertThat(count(database, "event_other")).isZero();
        }
    }

    private static OffsetDateTime month(int number) {
        return OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).plusMonths(number);
    }

    private static long count(TestDatabase database, String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
