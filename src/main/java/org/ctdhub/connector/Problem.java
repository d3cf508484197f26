// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.file.Path;

/**
 * Something wrong in a file of a connector's folder.
 *
 * @param line counted from 1
 * @param message what is wrong and what to do next, one line of printable text
 */
public record Problem(Path file, int line, String message) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
