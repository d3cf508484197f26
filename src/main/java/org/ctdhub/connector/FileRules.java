// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the list files of a manifest: each is for a row that there is, and none can be empty by accident. */
final class FileRules {

    /** The formats in which every line is an entry, but for the first. */
    private static final Map<String, String> TABLES = Map.of("csv", "A CSV", "ndjson", "An NDJSON");

    private final Section manifest;
    private final Findings findings;

    FileRules(Section manifest, Findings findings) {
        this.manifest = manifest;
        this.findings = findings;
    }

    void check() {
        Set<String> names = new HashSet<>();
        manifest.sections("files").forEach(file -> {
            if (file.text("name").filter(name -> !names.add(name)).isPresent()) {
                findings.at(file.at("name"), "Another file has this name. Change one of them.");
            }
            row(file);
            table(file);
        });
        everyRowHasAFile();
    }

    private void everyRowHasAFile() {
        Section deliver = manifest.section("deliver");
        if (deliver.text("style").equals(Optional.of("list"))) {
            Set<Optional<String>> named =
                    manifest.sections("files").map(file -> file.text("row")).collect(Collectors.toSet());
            manifest.sections("takes")
                    .filter(row -> row.has("row") && !named.contains(row.text("row")))
                    .forEach(row -> findings.at(
                            row.at("row"), "The style is 'list', and no file is for this row. Add one under 'files'."));
        }
    }

    private void row(Section file) {
        Set<Optional<String>> rows =
                manifest.sections("takes").map(row -> row.text("row")).collect(Collectors.toSet());
        file.text("row")
                .filter(row -> !rows.contains(Optional.of(row)))
                .ifPresent(row -> findings.at(
                        file.at("row"), Shown.quoted(row) + " is not one of the rows. Add it under 'takes'."));
    }

    private void table(Section file) {
        String kind = TABLES.get(file.text("format").orElse(""));
        if (kind != null && file.has("comment")) {
            findings.at(file.at("comment"), kind + " file has no comments. Remove it.");
        }
        if (kind != null && file.has("exceptions")) {
            findings.at(file.at("exceptions"), kind + " file has one header, so one part. Remove it.");
        }
        if (file.texts("head").isEmpty() && (kind != null || !file.has("comment"))) {
            findings.at(
                    file.pointer(),
                    "Without an entry this file would be empty. Add 'head'"
                            + (kind != null ? " with what stands in its first line." : ", or 'comment'."));
        }
    }
}
