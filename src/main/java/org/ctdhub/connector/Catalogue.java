// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
     * Looks at every folder in a directory, each alone: a broken one is reported and the rest stand. Files and hidden
     * folders are passed over. A missing directory is an {@link IllegalArgumentException} that names the setting.
     */
    public static Catalogue scan(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory " + directory.toAbsolutePath()
                    + ". Set ctd.connectors (environment: CTD_CONNECTORS) to the directory that holds one folder for "
                    + "each kind of product.");
        }
        List<ConnectorFolder.Look> found =
                folders(directory).stream().map(ConnectorFolder::look).toList();
        return new Catalogue(
                found.stream().flatMap(one -> one.connector().stream()).toList(),
                found.stream().flatMap(one -> one.problems().stream()).toList());
    }

    /** The connectors that real products have; a folder whose name begins with _ is there to be copied. */
    public List<Connector> kinds() {
        return connectors.stream().filter(one -> !one.folder().startsWith("_")).toList();
    }

    /** The connector of a folder's name. */
    public Optional<Connector> find(String folder) {
        return connectors.stream().filter(one -> one.folder().equals(folder)).findFirst();
    }

    private static List<ConnectorFolder> folders(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .map(ConnectorFolder::new)
                    .filter(folder -> !folder.name().startsWith("."))
                    .sorted(Comparator.comparing(ConnectorFolder::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " can't be listed.", e);
        }
    }
}
