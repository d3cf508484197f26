// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.connector.Problem;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Finds the line in a file of routes at which Camel stumbled. */
final class YamlProblem {

    /** Camel names the step that it could not build by its endpoint. */
    private static final Pattern ENDPOINT = Pattern.compile("([a-z][a-z0-9.+-]*):(?://)?([^?\\s\\]]+)");

    private YamlProblem() {}

    static Problem of(Path file, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                return new Problem(file, marked.getProblemMark().get().getLine() + 1, marked.getProblem());
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = ProductError.text(root);
        return new Problem(
                file,
                lineOf(file, message)
                        .or(() -> lineOf(file, String.valueOf(thrown.getMessage())))
                        .orElse(1),
                message);
    }

    /** The first line that names an endpoint which the message names. */
    private static Optional<Integer> lineOf(Path file, String message) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            return Optional.empty();
        }
        Matcher endpoint = ENDPOINT.matcher(message);
        while (endpoint.find()) {
            String named = endpoint.group(1) + ":" + endpoint.group(2);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(named)) {
                    return Optional.of(i + 1);
                }
            }
        }
        return Optional.empty();
    }
}
