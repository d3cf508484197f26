// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code connector.yaml}: YAML, then its form, then whether its parts agree, then the record. */
public final class ManifestReader {

    private static final int MAX_BYTES = 256 * 1024;

    private ManifestReader() {}

    /**
     * What came of reading a file.
     *
     * @param manifest empty as soon as there is one problem
     * @param problems every problem that was found, in the order of the lines
     */
    public record Reading(Optional<Manifest> manifest, List<Problem> problems) {}

    /** Reads a file, at most 256 KiB of UTF-8; throws nothing, whatever the file holds. */
    public static Reading read(Path file) {
        Findings findings = new Findings(file);
        Optional<Section> manifest = text(file, findings)
                .flatMap(text -> YamlTree.read(text, findings))
                .map(tree -> checked(tree, findings));
        List<Problem> problems = findings.list();
        return new Reading(
                manifest.filter(part -> problems.isEmpty()).map(part -> new ManifestBinder(part).bind()), problems);
    }

    private static Section checked(Map<String, Object> tree, Findings findings) {
        Section manifest = new Section("", tree);
        ManifestSchema.check(tree, findings);
        new ManifestRules(manifest, findings).check();
        return manifest;
    }

    private static Optional<String> text(Path file, Findings findings) {
        try {
            if (Files.size(file) <= MAX_BYTES) {
                return Optional.of(Files.readString(file));
            }
            findings.atLine(1, "The file is larger than 256 KiB. Shorten it.");
        } catch (CharacterCodingException e) {
            findings.atLine(1, "The file is not UTF-8. Save it as UTF-8.");
        } catch (IOException e) {
            findings.atLine(1, "The file can't be read. See that it exists and that the hub may read it.");
        }
        return Optional.empty();
    }
}
