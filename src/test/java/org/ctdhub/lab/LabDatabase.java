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
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                // a folder for each user: what root unpacked, another can't write to
                .setOverrideWorkingDirectory(
                        Path.of(System.getProperty("java.io.tmpdir"), "ctd-hub-lab-" + System.getProperty("user.name"))
                                .toFile())
                .setServerConfig("timezone", "UTC");
        if (keep.isPresent()) {
            Files.createDirectories(keep.get());
            builder.setDataDirectory(keep.get()).setCleanDataDirectory(false);
        }
        return builder.start();
    }
}
