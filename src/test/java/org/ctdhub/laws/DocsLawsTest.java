// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say is so. */
class DocsLawsTest {

    @Test
    void every_dependency_and_plugin_has_its_reason() {
        Set<String> real = all(
                Tree.read(Path.of("pom.xml"))
                        .replaceAll(
                                "(?s)<dependencyManagement>.*?</dependencyManagement>|<exclusions>.*?</exclusions>|<annotationProcessorPaths>.*?</annotationProcessorPaths>",
                                ""),
                "<(?:dependency|plugin)>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");

        assertThat(cells("docs/dependencies.md", "`([a-z0-9.-]+)`")).isEqualTo(real);
    }

    @ParameterizedTest
    @ValueSource(strings = {"promises.md", "threat-model.md"})
    void every_test_that_a_page_names_as_proof_exists(String page) {
        String tests = Tree.files("src/test/java").stream().map(Tree::read).collect(Collectors.joining());

        assertThat(all(Tree.read(Path.of("docs", page)), "`([a-z0-9]+(?:_[a-z0-9]+)+)`"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(tests).containsPattern("(void |\")" + name + "(\\(|\")"));
    }

    @Test
    void every_link_between_documents_leads_somewhere() {
        List<String> dead = new ArrayList<>();
        List<Path> pages = new ArrayList<>(Tree.files("docs").stream()
                .filter(file -> file.toString().endsWith(".md"))
                .toList());
        pages.add(Path.of("README.md"));
        Tree.files("connectors").stream()
                .filter(file -> file.endsWith("README.md"))
                .forEach(pages::add);
        for (Path page : pages) {
            for (String link : all(Tree.read(page), "\\]\\(([^):#]+)[^)]*\\)")) {
                if (!Files.exists(page.toAbsolutePath().resolveSibling(link))) {
                    dead.add(page + " -> " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** What stands in the first cells of a page's tables. */
    private static Set<String> cells(String page, String pattern) {
        return all(Tree.read(Path.of(page)), "(?m)^\\| " + pattern + " \\|");
    }

    private static Set<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
