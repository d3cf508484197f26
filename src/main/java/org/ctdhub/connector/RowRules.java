// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ProductVersion;

/** Checks the rows of what a product takes and makes: every type is answered once, and no two rows are for the same. */
final class RowRules {

    private static final String UNREADABLE_VERSION =
            "This version can't be read. Write it like \"5.5\" or \"6.0 SP3 Patch 2\", or give its number under 'versions'.";

    private final Section manifest;
    private final Findings findings;

    RowRules(Section manifest, Findings findings) {
        this.manifest = manifest;
        this.findings = findings;
    }

    void check() {
        rows("takes");
        rows("makes");
        takes();
        identity();
    }

    private void rows(String key) {
        Set<List<Object>> seen = new HashSet<>();
        manifest.sections(key).forEach(row -> {
            Optional<ProductVersion> from = row.text("from").flatMap(text -> ProductVersion.of(text, names()));
            if (row.has("from") && from.isEmpty()) {
                findings.at(row.at("from"), UNREADABLE_VERSION);
            } else if (!seen.add(List.of(from, isByFile(row)))) {
                findings.at(row.at("from"), "Another row begins with the same version. Change one 'from'.");
            }
            everyTypeIsAnswered(row);
        });
    }

    /** A row that is fed by file counts beside the others: only where it is chosen, or nothing else fits. */
    private boolean isByFile(Section row) {
        return row.text("row")
                .filter(name -> manifest.sections("files")
                        .anyMatch(file -> file.text("row").equals(Optional.of(name))))
                .isPresent();
    }

    private Map<String, String> names() {
        Section versions = manifest.section("versions");
        return versions.names().stream()
                .filter(name -> versions.text(name).isPresent())
                .collect(Collectors.toMap(
                        name -> name, name -> versions.text(name).orElseThrow()));
    }

    private void everyTypeIsAnswered(Section row) {
        Set<String> yes = typesOf(row);
        Section not = row.section("not");
        for (ObjectType type : ObjectType.values()) {
            String word = type.word();
            if (!yes.contains(word) && !not.has(word)) {
                findings.at(
                        row.pointer(),
                        "The type '" + word + "' is not answered. Add it under 'types', or with its "
                                + "reason under 'not'.");
            } else if (yes.contains(word) && not.has(word)) {
                findings.at(not.at(word), "The type '" + word + "' stands under 'types' as well. Keep one of the two.");
            }
        }
    }

    /** The words of the types to which a row says yes. */
    static Set<String> typesOf(Section row) {
        return row.sectionIn("types").map(Section::names).orElseGet(() -> new HashSet<>(row.texts("types")));
    }

    private void takes() {
        Set<String> names = new HashSet<>();
        manifest.sections("takes").forEach(row -> {
            if (row.text("row").filter(name -> !names.add(name)).isPresent()) {
                findings.at(row.at("row"), "Another row has this name. Change one of them.");
            }
            row.section("optional").names().stream()
                    .filter(type -> !row.section("not").has(type))
                    .forEach(type -> findings.at(
                            row.section("optional").at(type),
                            Shown.quoted(type) + " has no reason. Add under 'not' why it is off unless switched on."));
            row.texts("userDefined").stream()
                    .filter(type -> !typesOf(row).contains(type)
                            && !row.section("optional").has(type))
                    .forEach(type -> findings.at(
                            row.at("userDefined"),
                            Shown.quoted(type) + " is not among the row's types. Remove it, or add it under 'types'."));
        });
    }

    private void identity() {
        Section deliver = manifest.section("deliver");
        boolean bySha256 = deliver.text("identity").equals(Optional.of("sha256"));
        manifest.sections("takes")
                .map(row -> row.section("types"))
                .filter(types -> bySha256 != types.section("file_sha1").has("needs") && types.has("file_sha1"))
                .forEach(types -> findings.at(
                        types.at("file_sha1"),
                        "'needs: sha256' and the identity 'sha256' under 'deliver' go together. Set both or neither."));
    }
}
