// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests that come with the hub, found at run time. */
class EveryManifestTest {

    static List<Path> manifests() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("connectors"))) {
            return folders.map(folder -> folder.resolve("connector.yaml"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void nothing_is_wrong_with_it(Path manifest) {
        assertThat(ManifestReader.read(manifest).problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void every_type_is_answered_by_every_row(Path file) {
        Manifest manifest = ManifestReader.read(file).manifest().orElseThrow();
        assertThat(manifest.takes())
                .allSatisfy(row ->
                        assertThat(row.types().size() + row.notTaken().size()).isEqualTo(ObjectType.values().length));
        assertThat(manifest.makes())
                .allSatisfy(row ->
                        assertThat(row.types().size() + row.notMade().size()).isEqualTo(ObjectType.values().length));
    }
}
