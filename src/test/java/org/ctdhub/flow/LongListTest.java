// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A producer's list is taken while it comes in: however long it is, it needs little memory, and its beginning is safe. */
class LongListTest {

    private static final int RECORDS = 100_000;
    private static final int FIRST_PART = 5_000;

    @TempDir
    private Path folder;

    @Test
    void a_hundred_thousand_records_pass_through_48_megabytes_and_are_committed_before_the_last_is_sent()
            throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            HttpServer sandbox = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            sandbox.setExecutor(Executors.newCachedThreadPool());
            sandbox.createContext("/web_service/sample_upload/register", exchange -> answer(exchange, new byte[0]));
            sandbox.createContext("/web_service/sample_upload/get_black_lists", exchange -> list(exchange, database));
            sandbox.start();
            try {
                Path log = folder.resolve("hub.log");
                Process hub = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx48m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallHub.class.getName(),
                                database.url(),
                                "ddan",
                                "http://127.0.0.1:" + sandbox.getAddress().getPort())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                boolean ended = hub.waitFor(5, TimeUnit.MINUTES);
                hub.destroyForcibly();
                assertThat(ended).isTrue();
                assertThat(hub.exitValue()).as(Files.readString(log)).isZero();
            } finally {
                sandbox.stop(0);
            }

            assertThat(count(database)).isEqualTo(RECORDS);
            assertThat(database.jdbc()
                            .sql("select position from cursor")
                            .query(String.class)
                            .single())
                    .isEqualTo(String.valueOf(RECORDS));
        }
    }

    /** Sends a first part, and nothing more before some of it stands in the registry. */
    private static void list(HttpExchange exchange, TestDatabase database) throws IOException {
        if (!"0".equals(exchange.getRequestHeaders().getFirst("X-DTAS-LastQueryID"))) {
            answer(exchange, "<Return><REPORTS/></Return>".getBytes(StandardCharsets.UTF_8));
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, "<Return><REPORTS>");
            for (int id = 1; id <= RECORDS; id++) {
                write(out, "<REPORT><ID>%d</ID><Type>2</Type><Data>%040X</Data></REPORT>".formatted(id, id));
                if (id == FIRST_PART) {
                    out.flush();
                    await().atMost(Duration.ofMinutes(1)).until(() -> count(database) > 0);
                }
            }
            write(out, "</REPORTS></Return>");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static int count(TestDatabase database) {
        return database.jdbc()
                .sql("select count(*) from listed where present")
                .query(Integer.class)
                .single();
    }
}
