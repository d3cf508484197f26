// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;

/** A plain list: one value a line, its type to be guessed. Blank lines and lines that begin with {@code #} are skipped. */
final class ListImport {

    private ListImport() {}

    static void read(InputStream in, ImportSink sink) throws IOException {
        Intake intake = new Intake(sink);
        TextLines lines = new TextLines(in);
        for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
            if (line.fault() != null) {
                intake.fault(line.number(), line.fault(), line.message(), line.text());
            } else if (!line.text().isBlank() && !line.text().stripLeading().startsWith("#")) {
                intake.take(new ImportLine(line.number(), null, line.text(), null, null, null, null));
            }
        }
    }
}
