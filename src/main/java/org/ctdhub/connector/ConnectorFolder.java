// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at one folder under {@code connectors/}, whatever the others are like. */
final class ConnectorFolder {

    static final String MANIFEST = "connector.yaml";
    static final String MAPPING = "map.jq";
    static final String TRANSLATION = "sentences_%s.txt";
    private static final String README = "README.md";

    /** What needs the mapping. */
    private static final Set<Verb> MAPPED = Set.of(Verb.COLLECT, Verb.RECEIVE, Verb.DELIVER, Verb.DETECT);

    /** Folder names become parts of route ids and of metric labels. */
    private static final Pattern NAME = Pattern.compile("_?[a-z][a-z0-9_]{0,30}");

    private final Path path;

    ConnectorFolder(Path path) {
        this.path = path;
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Why this folder can't be used where another one of its name was there first. */
    Problem secondTo(ConnectorFolder other) {
        return problem("There is a folder of this name already: " + other.path + ". Name this one otherwise.");
    }

    /** The connector, or everything that keeps the folder from being one. */
    Look look() {
        ManifestReader.Reading reading = ManifestReader.read(path.resolve(MANIFEST));
        List<Problem> problems = new ArrayList<>(reading.problems());
        if (!NAME.matcher(name()).matches()) {
            problems.add(problem("The folder's name can't be used. Use small letters, digits and _, at most 32."));
        }
        openToOthers()
                .ifPresent(file -> problems.add(new Problem(
                        file,
                        1,
                        "Anybody on this machine can write here, and say what the hub does. Take that right away: chmod -R o-w "
                                + path)));
        translations().map(Translation::read).map(Translation::problems).forEach(problems::addAll);
        reading.manifest()
                .ifPresent(manifest -> missing(manifest).forEach(file -> problems.add(problem(missing(file)))));
        return new Look(
                reading.manifest()
                        .filter(manifest -> problems.isEmpty())
                        .map(manifest -> new Connector(name(), path, manifest)),
                problems);
    }

    private Stream<Path> translations() {
        try (Stream<Path> files = Files.list(path)) {
            return files
                    .filter(file -> file.getFileName().toString().matches(TRANSLATION.formatted("[a-z]+")))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + path + " can't be listed.", e);
        }
    }

    /** The first of its files that any account of this machine may change; none where a file system knows no such rights. */
    private Optional<Path> openToOthers() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.sorted().filter(ConnectorFolder::isOpenToOthers).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + path + " can't be listed.", e);
        }
    }

    private static boolean isOpenToOthers(Path file) {
        PosixFileAttributeView rights = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return rights != null && rights.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("The rights of " + file + " can't be read.", e);
        }
    }

    /** What came of looking: a connector, or at least one problem. */
    record Look(Optional<Connector> connector, List<Problem> problems) {}

    private Stream<String> missing(Manifest manifest) {
        Set<Verb> verbs = manifest.verbs();
        boolean maps =
                verbs.stream().anyMatch(MAPPED::contains) || !manifest.files().isEmpty();
        return Stream.concat(
                        Stream.of(README, maps ? MAPPING : README),
                        verbs.stream().map(Verb::file))
                .distinct()
                .filter(file -> !Files.isRegularFile(path.resolve(file)));
    }

    private static String missing(String file) {
        return "The file " + file + " is missing beside this one. Add it; connectors/_example shows one.";
    }

    private Problem problem(String message) {
        return new Problem(path.resolve(MANIFEST), 1, message);
    }
}
