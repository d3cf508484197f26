// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The jar as it was packaged; run after the package, by an execution of its own in the pom. */
class SbomTest {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    @Test
    void the_list_of_what_is_in_the_jar_names_just_what_is_in_it() throws IOException {
        Path file = Path.of("target", "ctd-hub-sbom.json");
        assumeTrue(Files.exists(file), "without a network Maven makes no such list");
        JsonNode list = new ObjectMapper().readTree(file.toFile());

        assertThat(named(list)).isEqualTo(packed());
    }

    /** Without the starters, which only name others: there is nothing in them to pack. */
    private static Set<String> named(JsonNode list) {
        return StreamSupport.stream(list.path("components").spliterator(), false)
                .filter(component -> !component.path("name").asText().startsWith("spring-boot-starter"))
                .map(component -> component.path("name").asText() + "-"
                        + component.path("version").asText() + ".jar")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packed() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", "ctd-hub.jar").toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
