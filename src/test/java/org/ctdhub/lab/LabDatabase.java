// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The PostgreSQL that lab and tests bring along. It trusts everybody on this machine and doesn't sync: never for real data. */
public final class LabDatabase {

    private LabDatabase() {}

    /**
     * Starts a server on a free loopback port.
     *
     * @param keep where its data lie and stay; empty: in a temporary folder that goes with it
     */
    public static EmbeddedPostgres start(Optional<Path> keep) throws IOException {
        EmbeddedPostgres.Builder builder = builder();
        if (keep.isPresent()) {
            keep(builder, keep.get());
        }
        return builder.start();
    }

    /**
     * Starts one that confirms nothing before it is written: of what it confirmed nothing is gone when it breaks down.
     *
     * @param data where its data lie and stay
     * @param port of 127.0.0.1; 0 takes a free one
     */
    public static EmbeddedPostgres durable(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = builder().setServerConfig("synchronous_commit", "on");
        keep(builder, data);
        if (port > 0) {
            builder.setPort(port);
        }
        return builder.start();
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                // a folder for each user: what root unpacked, another can't write to
                .setOverrideWorkingDirectory(
                        Path.of(System.getProperty("java.io.tmpdir"), "ctd-hub-lab-" + System.getProperty("user.name"))
                                .toFile())
                .setServerConfig("timezone", "UTC");
    }

    private static void keep(EmbeddedPostgres.Builder builder, Path data) throws IOException {
        Files.createDirectories(data);
        builder.setDataDirectory(data).setCleanDataDirectory(false);
    }
}
