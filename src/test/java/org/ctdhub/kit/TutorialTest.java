// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/add-a-product.md, done as it says. */
class TutorialTest {

    private static final Path PAGE = Path.of("docs/add-a-product.md");
    private static final int MOST_LINES = 250;
    private static final int MOST_FILES = 8;

    /** A file's name in backticks on a line of its own, and its text in the block behind it. */
    private static final Pattern FILE = Pattern.compile("(?ms)^`(connectors/[^`]+)`\\n```[a-z]+\\n(.*?)^```$");

    @Test
    void whoever_follows_the_page_has_a_connector_that_the_kit_passes(@TempDir Path tree) throws Throwable {
        Map<String, String> files = files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = tree.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }

        Catalogue catalogue = Catalogue.scan(tree.resolve("connectors"));
        assertThat(catalogue.problems()).isEmpty();
        List<Connector> connectors = catalogue.connectors();
        assertThat(connectors)
                .singleElement()
                .matches(connector -> connector.folder().equals("harbour"));
        EveryConnectorTest.proveAll(connectors);
    }

    @Test
    void the_page_is_short_and_touches_one_folder_alone() throws IOException {
        assertThat(Files.readAllLines(PAGE)).hasSizeLessThanOrEqualTo(MOST_LINES);
        Map<String, String> files = files();
        assertThat(files.keySet()).allMatch(file -> file.startsWith("connectors/harbour/"));
        assertThat(files.keySet().stream().filter(file -> !file.contains("/cases/")))
                .hasSizeLessThanOrEqualTo(MOST_FILES);
        try (Stream<Path> real = Files.list(Path.of("connectors"))) {
            assertThat(real.map(Path::getFileName).map(Path::toString)).doesNotContain("harbour");
        }
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        Matcher block = FILE.matcher(Files.readString(PAGE));
        while (block.find()) {
            files.put(block.group(1), block.group(2));
        }
        assertThat(files).hasSizeGreaterThan(5);
        return files;
    }
}
