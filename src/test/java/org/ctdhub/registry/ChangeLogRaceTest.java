// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Eight writers and one reader that asks for what came after the last number it saw (T-13). */
class ChangeLogRaceTest {

    private static final int WRITERS = 8;
    private static final int BATCHES = 50;
    private static final int BATCH = 250;

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.migrated();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void no_change_is_missed_and_none_is_out_of_order() throws Exception {
        Seen seen = race("""
                        with added as (
                            insert into object (type, value, digest)
                            select 'file_sha1', v, sha256(convert_to(v, 'UTF8'))
                              from (select md5(:writer || '/' || :batch || '/' || i) as v
                                      from generate_series(1, :size) i order by 1) x
                            returning id
                        ), sighted as (
                            insert into sighting (object_id, product_id, stream, risk, first_seen, last_seen, expires_at)
                            select id, :writer, 'objects', 3, now(), now(), 'infinity' from added
                        )
                        select array_agg(id) from added""", "select enlist(:keys, now())", "select seq from listed where seq > :after order by seq");

        assertThat(seen.numbers()).isSorted().doesNotHaveDuplicates().hasSize(WRITERS * BATCHES * BATCH);
    }

    /** The same harness over a plain sequence: what the change log would be without its lock. */
    @Test
    void the_naive_sequence_loses_changes() throws Exception {
        database.jdbc()
                .sql("create table naive (seq bigint generated always as identity primary key, value text)")
                .update();

        Seen seen = race("""
                        with added as (
                            insert into naive (value)
                            select md5(:writer || '/' || :batch || '/' || i) from generate_series(1, :size) i
                            returning seq
                        )
                        select array_agg(seq) from added""", "select :keys is null", "select seq from naive where seq > :after order by seq");

        assertThat(seen.numbers()).hasSizeLessThan(WRITERS * BATCHES * BATCH);
    }

    private record Seen(List<Long> numbers) {}

    /** Writes in transactions of two statements each, while one reader polls; then polls a last time. */
    private static Seen race(String write, String number, String read) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            AtomicBoolean writing = new AtomicBoolean(true);
            Future<List<Long>> reader = threads.submit(() -> poll(read, writing));
            List<Future<?>> writers = new ArrayList<>();
            IntStream.range(0, WRITERS)
                    .forEach(writer -> writers.add(threads.submit(() -> write(write, number, writer))));
            for (Future<?> writer : writers) {
                writer.get();
            }
            writing.set(false);
            return new Seen(reader.get());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void write(String write, String number, int writer) {
        JdbcClient jdbc = database.jdbc();
        for (int batch = 0; batch < BATCHES; batch++) {
            int now = batch;
            database.transaction().executeWithoutResult(status -> {
                Long[] keys = (Long[]) jdbc.sql(write)
                        .param("writer", writer)
                        .param("batch", now)
                        .param("size", BATCH)
                        .query((row, n) -> row.getArray(1).getArray())
                        .single();
                jdbc.sql(number).param("keys", keys).query().singleValue();
            });
        }
    }

    private static List<Long> poll(String read, AtomicBoolean writing) {
        List<Long> seen = new ArrayList<>();
        boolean again = true;
        while (again) {
            again = writing.get();
            long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            seen.addAll(database.jdbc()
                    .sql(read)
                    .param("after", after)
                    .query(Long.class)
                    .list());
        }
        return seen;
    }
}
