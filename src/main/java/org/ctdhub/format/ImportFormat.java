// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats of files from which people import objects. */
public enum ImportFormat {
    CSV("csv"),
    LIST("list"),
    STIX("stix"),
    MISP("misp"),
    VIRTUAL_ANALYZER_CSV("va-csv");

    private final String word;

    ImportFormat(String word) {
        this.word = word;
    }

    /** The format's word: {@code csv}, {@code list}, {@code stix}, {@code misp} or {@code va-csv}. */
    public String word() {
        return word;
    }

    /** The format with exactly this word; any other text, or none, is an {@link IllegalArgumentException}. */
    public static ImportFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown import format; use "
                        + Arrays.stream(values()).map(ImportFormat::word).collect(Collectors.joining(", ")) + "."));
    }

    /**
     * Reads a file in UTF-8 to its end with a few MB of memory, whatever its size, and leaves it open. A file that can't
     * be read as a whole is an {@link UnreadableException} with the line; what came before it has been handed out by then.
     */
    public void read(InputStream in, ImportSink sink) throws IOException {
        switch (this) {
            case CSV, VIRTUAL_ANALYZER_CSV -> CsvImport.read(in, sink);
            case LIST -> ListImport.read(in, sink);
            case STIX -> StixImport.read(in, sink);
            case MISP -> MispImport.read(in, sink);
        }
    }
}
