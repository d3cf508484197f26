// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the packaged jar as an operator would, on the JVM that is named: once without a database, where it must say what
 * to do, and once with one, where it must become ready. Takes the java command and the jar; throws if either goes wrong.
 */
public final class PackagedJar {

    private static final Logger LOG = LoggerFactory.getLogger(PackagedJar.class);

    private PackagedJar() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        expect(args, Map.of(), "CTD_DATABASE_URL is not set");
        try (EmbeddedPostgres database = LabDatabase.start(Optional.empty())) {
            expect(
                    args,
                    Map.of(
                            "CTD_DATABASE_URL", database.getJdbcUrl("postgres", "postgres"),
                            "CTD_DATABASE_USER", "postgres",
                            "SERVER_PORT", "0"),
                    "ctd-hub ready");
        }
    }

    private static void expect(String[] args, Map<String, String> environment, String line)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(args[0], "-jar", args[1]).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process hub = builder.start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(hub.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder all = new StringBuilder();
            for (String read = output.readLine(); read != null; read = output.readLine()) {
                all.append(read).append('\n');
                if (read.contains(line)) {
                    LOG.info("The packaged jar said, as it should: {}", line);
                    return;
                }
            }
            throw new IllegalStateException("The packaged jar never said: " + line + "\n" + all);
        } finally {
            hub.destroy();
            if (!hub.waitFor(30, TimeUnit.SECONDS)) {
                hub.destroyForcibly();
            }
        }
    }
}
