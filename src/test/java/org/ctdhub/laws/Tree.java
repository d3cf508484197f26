// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own files, as the laws read them. */
final class Tree {

    private Tree() {}

    /** The files below these folders, sorted. */
    static List<Path> files(String... folders) {
        List<Path> all = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> below = Files.walk(Path.of(folder))) {
                below.filter(Files::isRegularFile).sorted().forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each line in which the pattern is found, as {@code file:line: text}. */
    static List<String> lines(List<Path> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return found;
    }
}
