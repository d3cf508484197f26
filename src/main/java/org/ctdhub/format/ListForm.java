// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * How a list file is written.
 *
 * @param lineEnd after each line, the last one too
 * @param comment what begins a line that its reader passes over; empty: there are no such lines
 */
public record ListForm(Style style, Charset charset, String lineEnd, Optional<String> comment) {

    /** What one entry becomes. */
    public enum Style {
        /** A line, or several. */
        LINES,
        /** A row of cells, as RFC 4180 has them. */
        CSV,
        /** A JSON object on a line of its own. */
        NDJSON
    }
}
