// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

    private static final String PULLED = Sample.CONSUMER.replace("style: changes", "style: pull");

    @TempDir
    private Path directory;

    @Test
    void folders_become_connectors_sorted_by_name() {
        Sample.folder(directory, "zeta", PULLED, "README.md");
        Sample.folder(directory, "_example", PULLED, "README.md");
        Sample.folder(directory, "alpha_2", PULLED, "README.md");
        Catalogue catalogue = Catalogue.scan(directory);
        assertThat(catalogue.problems()).isEmpty();
        assertThat(catalogue.connectors()).extracting(Connector::folder).containsExactly("_example", "alpha_2", "zeta");
        assertThat(catalogue.find("zeta")).get().extracting(Connector::path).isEqualTo(directory.resolve("zeta"));
        assertThat(catalogue.find("beta")).isEmpty();
    }

    @Test
    void a_broken_folder_is_reported_and_the_rest_stand() {
        Sample.folder(directory, "bad", "title: [", "README.md");
        Sample.folder(directory, "good", PULLED, "README.md");
        Catalogue catalogue = Catalogue.scan(directory);
        assertThat(catalogue.connectors()).extracting(Connector::folder).containsExactly("good");
        assertThat(catalogue.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.file())
                        .isEqualTo(directory.resolve("bad").resolve("connector.yaml")));
    }

    @Test
    void the_files_that_the_manifest_calls_for_must_be_there() {
        Sample.folder(directory, "consumer", Sample.CONSUMER);
        Sample.folder(directory, "producer", Sample.PRODUCER);
        Catalogue catalogue = Catalogue.scan(directory);
        assertThat(catalogue.connectors()).isEmpty();
        assertThat(catalogue.problems())
                .extracting(problem -> problem.file().getParent().getFileName() + " "
                        + problem.message().split(" ", 4)[2])
                .containsExactly(
                        "consumer README.md",
                        "consumer map.jq",
                        "consumer deliver.kamelet.yaml",
                        "producer README.md",
                        "producer map.jq",
                        "producer collect.kamelet.yaml",
                        "producer answer.kamelet.yaml");
    }

    @Test
    void what_a_folder_says_in_another_language_is_two_lines_for_each_text() throws IOException {
        Path japanese = Sample.folder(directory, "good", PULLED, "README.md").resolve("sentences_ja.txt");
        Files.writeString(japanese, "# a note\n\nAddress\nアドレス\n\n\nAPI key\nAPIキー\n");
        Path odd = Sample.folder(directory, "odd", PULLED, "README.md").resolve("sentences_ja.txt");
        Files.writeString(odd, "Address\nアドレス\n\nAPI key\n");
        Path strange = Sample.folder(directory, "strange", PULLED, "README.md").resolve("sentences_ja.txt");
        Files.write(strange, new byte[] {(byte) 0xC3, 0x28});

        Catalogue catalogue = Catalogue.scan(directory);

        assertThat(catalogue.connectors()).extracting(Connector::folder).containsExactly("good");
        assertThat(catalogue.connectors().get(0).said("ja"))
                .containsOnly(Map.entry("Address", "アドレス"), Map.entry("API key", "APIキー"));
        assertThat(catalogue.connectors().get(0).said("fr")).isEmpty();
        assertThat(catalogue.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        odd + ":4: Write two lines: the English text, and below it the same in the other language.",
                        strange + ":1: This is no UTF-8. Save the file as UTF-8.");
    }

    @Test
    void a_complete_folder_shows_where_its_files_are() {
        Path folder = Sample.folder(
                directory,
                "producer",
                Sample.PRODUCER,
                "README.md",
                "map.jq",
                "collect.kamelet.yaml",
                "answer.kamelet.yaml");
        Connector connector = Catalogue.scan(directory).find("producer").orElseThrow();
        assertThat(connector.mapping()).isEqualTo(folder.resolve("map.jq"));
        assertThat(connector.template(Verb.COLLECT)).isEqualTo(folder.resolve("collect.kamelet.yaml"));
    }

    @Test
    void a_folder_without_a_manifest_is_reported() throws IOException {
        Files.createDirectories(directory.resolve("empty"));
        assertThat(Catalogue.scan(directory).problems())
                .singleElement()
                .asString()
                .endsWith("connector.yaml:1: The file can't be read. See that it exists and that the hub may read it.");
    }

    @Test
    void a_folder_with_an_unusable_name_is_reported() {
        Sample.folder(directory, "Big-Name", PULLED, "README.md");
        Catalogue catalogue = Catalogue.scan(directory);
        assertThat(catalogue.connectors()).isEmpty();
        assertThat(catalogue.problems()).singleElement().asString().contains("The folder's name can't be used.");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "map.jq"})
    void a_folder_in_which_anybody_can_write_is_refused(String open) throws IOException {
        Path folder = Sample.folder(directory, "open", PULLED, "README.md", "map.jq");
        Sample.folder(directory, "shut", PULLED, "README.md");
        Files.setPosixFilePermissions(folder.resolve(open).normalize(), PosixFilePermissions.fromString("rwxr-xrwx"));

        Catalogue catalogue = Catalogue.scan(directory);

        assertThat(catalogue.connectors()).extracting(Connector::folder).containsExactly("shut");
        assertThat(catalogue.problems())
                .singleElement()
                .asString()
                .startsWith(folder.resolve(open).normalize() + ":1: Anybody on this machine can write here")
                .endsWith("chmod -R o-w " + folder);
    }

    @Test
    void files_and_hidden_folders_are_passed_over() throws IOException {
        Files.writeString(directory.resolve("README.md"), "");
        Files.createDirectories(directory.resolve(".git"));
        assertThat(Catalogue.scan(directory)).isEqualTo(new Catalogue(List.of(), List.of()));
    }

    @Test
    void a_missing_directory_names_the_setting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scan(directory.resolve("none")))
                .withMessageContaining(directory.resolve("none").toString())
                .withMessageContaining("Set ctd.connectors (environment: CTD_CONNECTORS)");
    }
}
