// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.junit.jupiter.api.Test;

/** What may be called what, and where. */
class NameLawsTest {

    /** Protocols and formats that are open to all and nobody's product: the hub serves or imports each, and has a folder for it. */
    private static final Set<String> STANDARDS = Set.of("edl", "misp", "taxii");

    private static final Catalogue CATALOGUE = Catalogue.scan(Path.of("connectors"));

    @Test
    void no_product_is_named_outside_its_folder() {
        Set<String> words = new TreeSet<>();
        for (Connector connector : CATALOGUE.connectors()) {
            if (connector.folder().startsWith("_") || STANDARDS.contains(connector.folder())) {
                continue; // the one to copy is no product
            }
            words.add(connector.folder());
            words.add(connector.manifest().vendor());
            words.addAll(connector.manifest().words());
        }
        Pattern names = Pattern.compile(
                words.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?<![\\w-])(", ")(?![\\w-])")),
                Pattern.CASE_INSENSITIVE);

        assertThat(Tree.lines(Tree.files("src/main/java", "src/main/resources", "routes"), names))
                .isEmpty();
    }

    @Test
    void a_core_route_is_named_by_its_chapter_and_says_in_a_sentence_what_it_does() {
        for (Path file : Tree.files("routes")) {
            String name = file.getFileName().toString();
            assertThat(name).matches("[0-9][05]-[a-z-]+\\.camel\\.yaml");
            String chapter = name.substring(3, name.indexOf('.'));
            String text = Tree.read(file);
            List<String> ids = Pattern.compile("(?m)^- route:\\n    id: (\\S+)\\n    description: (.+)$")
                    .matcher(text)
                    .results()
                    .map(route -> {
                        assertThat(route.group(2))
                                .as(name + ": " + route.group(1))
                                .endsWith(".");
                        return route.group(1);
                    })
                    .toList();
            assertThat(ids)
                    .as(name)
                    .hasSize(text.split("- route:", -1).length - 1)
                    .allMatch(id -> id.startsWith(chapter + "."));
        }
    }

    @Test
    void a_schedule_states_what_becomes_of_missed_times() {
        for (Path file : Tree.files("routes")) {
            String text = Tree.read(file);
            assertThat(text.split("uri: quartz:", -1))
                    .as(file.toString())
                    .hasSameSizeAs(text.split("misfireInstruction:", -1));
        }
    }

    @Test
    void a_connectors_template_is_named_by_its_folder_and_says_what_it_does() {
        for (Path file : Tree.files("connectors")) {
            String name = file.getFileName().toString();
            if (name.endsWith(".kamelet.yaml")) {
                String folder = file.getName(1).toString();
                assertThat(Tree.read(file))
                        .as(file.toString())
                        .contains("\n  name: " + folder + "." + name.substring(0, name.indexOf('.')) + "\n")
                        .contains("\n    description: ");
            }
        }
    }

    @Test
    void nothing_is_left_lying_about() {
        List<Path> files = Stream.concat(
                        Tree.files("src/main", "routes", "connectors").stream(),
                        Tree.files("src/test/java").stream().filter(file -> !file.endsWith("NameLawsTest.java")))
                .toList();

        assertThat(Tree.lines(files, Pattern.compile("TODO|FIXME|@Disabled|Thread\\.sleep|printStackTrace")))
                .isEmpty();
    }
}
