// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Verb;

/** The folder is complete, and small enough to be read. */
final class SmallFolder {

    private static final int MOST_FILES = 8;
    private static final int LINES_OF_A_README = 15;

    private SmallFolder() {}

    static void check(Connector connector) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(connector.path())) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().endsWith("cases"))
                    .filter(file ->
                            !file.getFileName().toString().matches("sentences_[a-z]+\\.txt")) // nothing new in it
                    .toList();
        }
        assertThat(files).as("files beside the cases").hasSizeLessThanOrEqualTo(MOST_FILES);
        assertThat(Files.readAllLines(connector.path().resolve("README.md")))
                .as("README.md tells an operator what to do")
                .hasSizeGreaterThan(LINES_OF_A_README);
        for (Verb verb : connector.manifest().verbs()) {
            assertThat(Case.of(connector))
                    .as("a case for " + verb.word())
                    .anyMatch(c -> c.verb().equals(verb.word()));
        }
    }
}
