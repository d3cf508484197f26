// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Objects for a sandbox to find, from two tab-separated files with a header line: objects (type, value, family) and
 * the SHA-256 that belongs to a SHA-1 (sha1, sha256).
 *
 * @param rows every row of the objects file, in its order
 * @param pairs SHA-1 to SHA-256, both in lower case
 */
public record LabData(List<LabRow> rows, Map<String, String> pairs) {

    private static final String OBJECTS = "/lab/objects.tsv";
    private static final String PAIRS = "/lab/sha256.tsv";
    private static final Map<String, LabType> TYPES = Map.of(
            "sha1", LabType.FILE_SHA1,
            "sha256", LabType.FILE_SHA256,
            "ip", LabType.IP,
            "domain", LabType.DOMAIN,
            "url", LabType.URL);

    /** Keeps unmodifiable copies. */
    public LabData {
        rows = List.copyOf(rows);
        pairs = Map.copyOf(pairs);
    }

    /** The made-up data that comes with the lab. */
    public static LabData bundled() throws IOException {
        return read(Optional.empty(), Optional.empty());
    }

    /**
     * Reads files of the same form; an absent one stands for the made-up data. What can't be read is an IOException that
     * names file and line.
     */
    public static LabData read(Optional<Path> objects, Optional<Path> sha256) throws IOException {
        try (InputStream rows = open(objects, OBJECTS);
                InputStream pairs = open(sha256, PAIRS)) {
            return new LabData(
                    rows(objects.map(Path::toString).orElse(OBJECTS), rows),
                    pairs(sha256.map(Path::toString).orElse(PAIRS), pairs));
        }
    }

    private static InputStream open(Optional<Path> file, String otherwise) throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : resource(otherwise);
    }

    /**
     * What a sandbox finds: every row but the SHA-256 ones, which are pairs' other halves. High risk, no expiry, a
     * file's SHA-256 where it is known.
     */
    public List<Finding> findings() {
        return rows.stream()
                .filter(row -> !row.type().equals("sha256"))
                .map(this::finding)
                .toList();
    }

    private Finding finding(LabRow row) {
        String sha256 = row.type().equals("sha1") ? pairs.get(row.value().toLowerCase(Locale.ROOT)) : null;
        return Finding.of(TYPES.get(row.type()).word(), row.value(), "high").withSha256(sha256);
    }

    private static List<LabRow> rows(String name, InputStream in) throws IOException {
        List<LabRow> rows = new ArrayList<>();
        for (String[] cells : table(name, in, "type", "value", "family")) {
            if (!TYPES.containsKey(cells[0])) {
                throw new IOException(name + ", line " + (rows.size() + 2) + ": unknown type " + Shown.of(cells[0]));
            }
            rows.add(new LabRow(cells[0], cells[1], cells[2]));
        }
        return rows;
    }

    private static Map<String, String> pairs(String name, InputStream in) throws IOException {
        Map<String, String> pairs = new HashMap<>();
        for (String[] cells : table(name, in, "sha1", "sha256")) {
            pairs.put(cells[0].toLowerCase(Locale.ROOT), cells[1].toLowerCase(Locale.ROOT));
        }
        return pairs;
    }

    private static List<String[]> table(String name, InputStream in, String... columns) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        if (!String.join("\t", columns).equals(lines.readLine())) {
            throw new IOException(
                    name + ", line 1: the header must be, with tabs between: " + String.join(" ", columns));
        }
        List<String[]> rows = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] cells = line.split("\t", -1);
            if (cells.length != columns.length) {
                throw new IOException(name + ", line " + (rows.size() + 2) + ": " + cells.length
                        + " columns, but there must be " + columns.length);
            }
            rows.add(cells);
        }
        return rows;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = LabData.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("The class path has no " + name);
        }
        return in;
    }
}
