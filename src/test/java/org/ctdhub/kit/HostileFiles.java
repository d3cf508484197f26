// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ctdhub.connector.Connector;
import org.ctdhub.format.CsvTable;
import org.ctdhub.format.Mapping;

/** A list in CSV gives an attacker's text back as it was, one row each, and tells each from the others. */
final class HostileFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HostileFiles() {}

    static void check(Connector connector) {
        connector.manifest().csv().forEach((name, file) -> {
            Mapping mapping = Mapping.load(connector.mapping(), "mark");
            List<Map<String, String>> rows = Hostile.VALUES.stream()
                    .map(value -> mapping.apply(
                            name + "_row", JSON.valueToTree(Map.of("type", "url", "value", value, "action", "block"))))
                    .map(row -> file.columns().stream()
                            .collect(Collectors.toMap(
                                    column -> column, column -> row.path(column).asText(""))))
                    .toList();
            byte[] written = CsvTable.read(new byte[0], file.columns()).with(rows);
            assertThat(Rfc4180.rows(new String(written, StandardCharsets.UTF_8)))
                    .as(name)
                    .isEqualTo(rows.stream()
                            .map(row -> file.columns().stream().map(row::get).toList())
                            .toList());
            assertThat(rows.stream()
                            .map(row -> mapping.apply(name + "_key", JSON.valueToTree(row))
                                    .asText()))
                    .as(name + ": what tells a row from others")
                    .doesNotHaveDuplicates();
        });
    }
}
