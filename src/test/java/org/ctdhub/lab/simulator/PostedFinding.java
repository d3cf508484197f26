// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A finding as JSON has it: risk is high if absent, expiresAt an ISO-8601 instant, pending how often a report waits. */
record PostedFinding(
        String type, String value, String risk, String expiresAt, String sha256, boolean remove, int pending) {

    /** One finding, or an array of them; the first that can't be taken is an IllegalArgumentException with its place. */
    static List<PostedFinding> read(InputStream body) {
        JsonNode tree = LabJson.tree(body);
        if (!tree.isArray()) {
            return List.of(LabJson.value(tree, PostedFinding.class));
        }
        List<PostedFinding> posted = new ArrayList<>(tree.size());
        for (JsonNode item : tree) {
            posted.add(at(posted.size(), () -> LabJson.value(item, PostedFinding.class)));
        }
        return posted;
    }

    static List<Finding> findings(List<PostedFinding> posted) {
        List<Finding> findings = new ArrayList<>(posted.size());
        for (PostedFinding item : posted) {
            findings.add(at(findings.size(), item::finding));
        }
        return findings;
    }

    private Finding finding() {
        if (pending < 0) {
            throw new IllegalArgumentException("pending must not be negative");
        }
        return new Finding(type, value, risk == null ? "high" : risk, instant(), sha256, remove);
    }

    private Instant instant() {
        try {
            return expiresAt == null ? null : Instant.parse(expiresAt);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expiresAt must look like 2030-01-31T00:00:00Z, not " + Shown.of(expiresAt), e);
        }
    }

    private static <T> T at(int index, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Object " + (index + 1) + ", nothing was added: " + e.getMessage(), e);
        }
    }
}
