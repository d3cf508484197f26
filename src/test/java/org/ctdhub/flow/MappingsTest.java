// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.RegisteredProducts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connectors' mappings as the hub loads them. */
class MappingsTest {

    private final Mappings mappings =
            new Mappings(new RegisteredProducts(List.of(), Map.of(), List.of()), ConnectorBench.identity());

    @Test
    void a_broken_mapping_is_reported_with_its_line(@TempDir Path folder) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("_example"));
        try (Stream<Path> files = Files.list(Path.of("connectors/_example"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.writeString(copy.resolve("map.jq"), "def position: null;\ndef read: {type: ;\n");
        Connector broken = Catalogue.scan(folder).connectors().get(0);

        assertThat(mappings.load(broken)).hasValueSatisfying(problem -> {
            assertThat(problem.file()).hasFileName("map.jq");
            assertThat(problem.line()).isEqualTo(2);
        });
    }

    @Test
    void the_mappings_that_come_with_the_hub_are_sound() {
        assertThat(Catalogue.scan(Path.of("connectors")).connectors())
                .allSatisfy(connector -> assertThat(mappings.load(connector)).isEmpty());
    }
}
