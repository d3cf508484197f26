// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that says in another language what is said in English: two lines for each text, the English one above, and a blank line
 * between. What begins with # is a note.
 *
 * @param said the English texts, and each in the other language
 */
public record Translation(Map<String, String> said, List<Problem> problems) {

    /** Reads a file; it is to be in UTF-8. */
    public static Translation read(Path file) {
        try {
            return of(file, Files.readString(file));
        } catch (CharacterCodingException e) {
            return new Translation(
                    Map.of(), List.of(new Problem(file, 1, "This is no UTF-8. Save the file as UTF-8.")));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be read.", e);
        }
    }

    /** Reads a text; {@code file} is where it stands. */
    public static Translation of(Path file, String text) {
        Map<String, String> said = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int n = 0; n < lines.size(); n++) {
            int first = n;
            while (n < lines.size() && !lines.get(n).isEmpty()) {
                n++;
            }
            List<String> block = lines.subList(first, n);
            if (block.size() == 2 && !block.get(0).startsWith("#")) {
                said.put(block.get(0), block.get(1));
            } else if (!block.isEmpty() && !block.get(0).startsWith("#")) {
                problems.add(new Problem(
                        file,
                        first + 1,
                        "Write two lines: the English text, and below it the same in the other language."));
            }
        }
        return new Translation(said, problems);
    }
}
