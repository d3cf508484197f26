// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ctdhub.format.ListForm;

/** Makes the record of a list file that a manifest declares. The defaults stand in the schema, too. */
final class ListFileBinder {

    private ListFileBinder() {}

    static ListFile bind(Section file) {
        return new ListFile(
                text(file, "name"),
                text(file, "row"),
                file.texts("types"),
                text(file, "title"),
                file.text("mediaType").orElse(mediaType(style(file))),
                form(file),
                part(file),
                file.sectionIn("exceptions").map(ListFileBinder::part));
    }

    private static ListForm form(Section file) {
        return new ListForm(
                style(file),
                file.text("charset").filter("us-ascii"::equals).isPresent()
                        ? StandardCharsets.US_ASCII
                        : StandardCharsets.UTF_8,
                file.text("lineEnd")
                                .orElse(style(file) == ListForm.Style.CSV ? "crlf" : "lf")
                                .equals("crlf")
                        ? "\r\n"
                        : "\n",
                file.text("comment"));
    }

    private static ListFile.Part part(Section part) {
        return new ListFile.Part(part.texts("head"), text(part, "write"));
    }

    private static ListForm.Style style(Section file) {
        return ListForm.Style.valueOf(text(file, "format").toUpperCase(Locale.ROOT));
    }

    private static String mediaType(ListForm.Style style) {
        return switch (style) {
            case LINES -> "text/plain";
            case CSV -> "text/csv";
            case NDJSON -> "application/x-ndjson";
        };
    }

    private static String text(Section part, String key) {
        return part.text(key).orElseThrow();
    }
}
