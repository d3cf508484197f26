// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The kinds of product that the hub knows.
 *
 * @param connectors the folders in which nothing is wrong, sorted by name
 * @param problems what is wrong in the others
 */
public record Catalogue(List<Connector> connectors, List<Problem> problems) {

    public Catalogue {
        connectors = List.copyOf(connectors);
        problems = List.copyOf(problems);
    }

    /**
     * Looks at every folder in these directories, each alone: a broken one is reported and the rest stand, and so is one whose name
     * stands in a directory before. Files and hidden folders are passed over. A missing directory is an
     * {@link IllegalArgumentException} that names the setting.
     */
    public static Catalogue scan(Path... directories) {
        Map<String, Connector> connectors = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        Map<String, ConnectorFolder> seen = new HashMap<>();
        for (ConnectorFolder folder :
                Stream.of(directories).flatMap(Catalogue::folders).toList()) {
            ConnectorFolder before = seen.putIfAbsent(folder.name(), folder);
            if (before != null) {
                problems.add(folder.secondTo(before));
                continue;
            }
            ConnectorFolder.Look look = folder.look();
            look.connector().ifPresent(connector -> connectors.put(folder.name(), connector));
            problems.addAll(look.problems());
        }
        return new Catalogue(List.copyOf(connectors.values()), problems);
    }

    /** The connectors that real products have; a folder whose name begins with _ is there to be copied. */
    public List<Connector> kinds() {
        return connectors.stream().filter(one -> !one.folder().startsWith("_")).toList();
    }

    /** The connector of a folder's name. */
    public Optional<Connector> find(String folder) {
        return connectors.stream().filter(one -> one.folder().equals(folder)).findFirst();
    }

    private static Stream<ConnectorFolder> folders(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory " + directory.toAbsolutePath()
                    + ". Set ctd.connectors (environment: CTD_CONNECTORS) to the directories that hold one folder for "
                    + "each kind of product.");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries
                    .filter(Files::isDirectory)
                    .map(ConnectorFolder::new)
                    .filter(folder -> !folder.name().startsWith("."))
                    .sorted(Comparator.comparing(ConnectorFolder::name))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " can't be listed.", e);
        }
    }
}
