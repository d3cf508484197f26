// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ctdhub.connector.Problem;

/**
 * A file of routes and what came of it.
 *
 * @param routes the ids of the routes or templates that it brought
 * @param problem why it brought none, with its line
 */
public record LoadedFile(Path file, List<String> routes, Optional<Problem> problem) {}
