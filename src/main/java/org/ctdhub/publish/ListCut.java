// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.connector.ListFile;
import org.ctdhub.object.AddressRange;

/**
 * What a reader wants of a list besides the whole.
 *
 * @param from how many entries to leave out at the beginning
 * @param most how many to give; {@link Long#MAX_VALUE}: all
 * @param merge what becomes of addresses that stand side by side
 * @param withoutPorts whether ports are taken out of addresses, so that an entry holds for all of them
 */
public record ListCut(long from, long most, Merge merge, boolean withoutPorts) {

    /** The whole, as it is. */
    public static final ListCut WHOLE = new ListCut(0, Long.MAX_VALUE, Merge.NONE, false);

    /** To find what stands twice, or side by side, all must be in memory. */
    private static final int MOST_HELD = 100_000;

    private static final Pattern PORT =
            Pattern.compile("^((?:[a-z][a-z0-9+.-]*://)?(?:\\[[^\\]/]*\\]|[^/:?#\\[]*)):[0-9]{1,5}(?=[/?#]|$)");

    /** What becomes of addresses that stand side by side. */
    public enum Merge {
        NONE,
        NETWORKS,
        RANGES
    }

    /** Where a cut is written to. */
    public interface Opening {
        OutputStream open() throws IOException;
    }

    /** What makes the tag of a file one of this cut of it. */
    public String tag() {
        return (from > 0 ? "-s" + from : "")
                + (most < Long.MAX_VALUE ? "-n" + most : "")
                + (merge == Merge.NONE ? "" : "-" + merge.name().toLowerCase(Locale.ROOT))
                + (withoutPorts ? "-sp" : "");
    }

    /**
     * Writes what is wanted of a file that was rendered, with all that stands before its entries.
     *
     * @param out is opened when all is well, and stays open
     * @return whether the last entry is among it
     * @throws IllegalArgumentException if the list is too long for that; then {@code out} was not opened
     */
    public boolean write(Path plain, ListFile file, Opening out) throws IOException {
        String lineEnd = file.form().lineEnd();
        try (BufferedReader in = Files.newBufferedReader(plain, file.form().charset())) {
            List<String> head = in.lines().limit(file.linesBefore()).toList();
            Iterator<String> entries = entries(in.lines()).skip(from).iterator();
            Writer to = new BufferedWriter(
                    new OutputStreamWriter(out.open(), file.form().charset()));
            for (String line : head) {
                to.write(line + lineEnd);
            }
            for (long given = 0; given < most && entries.hasNext(); given++) {
                to.write(entries.next() + lineEnd);
            }
            to.flush();
            return !entries.hasNext();
        }
    }

    private Stream<String> entries(Stream<String> lines) {
        if (merge == Merge.NONE && !withoutPorts) {
            return lines;
        }
        List<String> held = lines.limit(MOST_HELD + 1L).toList();
        if (held.size() > MOST_HELD) {
            throw new IllegalArgumentException("A list of more than " + MOST_HELD
                    + " entries can't be merged, nor lose its ports. Set its limit lower, or leave 'tr' and 'sp' out.");
        }
        List<String> bare = withoutPorts
                ? held.stream()
                        .map(line -> PORT.matcher(line).replaceFirst("$1"))
                        .distinct()
                        .toList()
                : held;
        return (merge == Merge.NONE ? bare : AddressRange.merged(bare, merge == Merge.NETWORKS)).stream();
    }
}
