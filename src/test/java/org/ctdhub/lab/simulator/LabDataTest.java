// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabDataTest {

    @TempDir
    private Path folder;

    @Test
    void the_bundled_data_has_every_type_and_values_to_refuse() throws IOException {
        LabData data = LabData.bundled();
        assertThat(data.rows()).hasSizeGreaterThan(50).extracting(LabRow::type).contains("sha256");
        assertThat(data.rows()).extracting(LabRow::family).contains("refused");
        assertThat(data.findings())
                .extracting(Finding::type)
                .containsOnly("file_sha1", "ip", "domain", "url")
                .contains("file_sha1", "ip", "domain", "url");
    }

    @Test
    void two_bundled_files_share_a_sha256_and_two_have_none() throws IOException {
        LabData data = LabData.bundled();
        assertThat(data.pairs()).hasSize(new TreeSet<>(data.pairs().values()).size() + 1);
        assertThat(data.findings())
                .filteredOn(finding ->
                        finding.type().equals("file_sha1") && finding.value().length() == 40)
                .filteredOn(finding -> finding.sha256() == null)
                .hasSize(2);
    }

    @Test
    void a_sandbox_takes_all_of_the_bundled_findings() throws IOException {
        try (SandboxSimulator sandbox = new SandboxSimulator(SignedCalls.KEY)) {
            LabData data = LabData.bundled();
            sandbox.add(data.findings());
            assertThat(sandbox.objects()).hasSameSizeAs(data.findings());
        }
    }

    @Test
    void own_files_are_read_by_path() throws IOException {
        String sha1 = "A".repeat(40);
        Path objects = file("o.tsv", "type\tvalue\tfamily\nsha1\t" + sha1 + "\tf\nsha256\t" + "b".repeat(64) + "\tf\n");
        Path pairs = file("p.tsv", "sha1\tsha256\n" + "a".repeat(40) + "\t" + "b".repeat(64) + "\n");
        LabData data = LabData.read(Optional.of(objects), Optional.of(pairs));
        assertThat(data.pairs()).isEqualTo(Map.of("a".repeat(40), "b".repeat(64)));
        assertThat(data.findings())
                .containsExactly(Finding.of("file_sha1", sha1, "high").withSha256("b".repeat(64)));
    }

    @Test
    void what_is_wrong_in_a_file_is_told_with_its_line() throws IOException {
        Path pairs = file("p.tsv", "sha1\tsha256\n");
        Path header = file("h.tsv", "value\ttype\n");
        Path columns = file("c.tsv", "type\tvalue\tfamily\nip\t192.0.2.7\n");
        Path type = file("t.tsv", "type\tvalue\tfamily\nip\t192.0.2.7\tf\nmutex\tx\tf\n");
        assertThatThrownBy(() -> LabData.read(Optional.of(header), Optional.of(pairs)))
                .hasMessageContaining("h.tsv, line 1");
        assertThatThrownBy(() -> LabData.read(Optional.of(columns), Optional.of(pairs)))
                .hasMessageContaining("c.tsv, line 2: 2 columns");
        assertThatThrownBy(() -> LabData.read(Optional.of(type), Optional.of(pairs)))
                .hasMessageContaining("t.tsv, line 3: unknown type 'mutex'");
    }

    @Test
    void the_simulators_import_nothing_of_the_hub() throws IOException {
        Set<String> imports = new TreeSet<>();
        Path sources = Path.of("src/test/java/org/ctdhub/lab/simulator");
        try (var files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.matches("import (static )?org\\.(ctdhub|springframework|apache)\\..*"))
                        .filter(line -> !line.contains("org.ctdhub.lab.simulator."))
                        .forEach(imports::add);
            }
        }
        assertThat(imports).isEmpty();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
