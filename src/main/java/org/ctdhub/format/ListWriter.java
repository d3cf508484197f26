// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a list file, entry by entry. Entries are text that an attacker wrote: one that the form can't carry as it is stays
 * out as a whole, with the reason, and never becomes a second entry, a heading or a comment.
 */
public final class ListWriter {

    /** So that no reader takes a character of a value for the end of a line. */
    private static final ObjectWriter ESCAPING = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private final ListForm form;
    private final Writer out;
    private final CsvWriter csv;
    private final CharsetEncoder encoder;
    private final Set<String> headings = new HashSet<>();
    private List<String> last = List.of();
    private long entries;

    /** @param out stays open; see {@link #flush} */
    public ListWriter(ListForm form, OutputStream out) {
        this.form = form;
        this.out = new OutputStreamWriter(out, form.charset());
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.of(form.lineEnd()))
                .build(this.out);
        this.encoder = form.charset().newEncoder();
    }

    /** Says beforehand that these lines mean something to whoever reads the file, so that no entry may look like one. */
    public void reserve(List<String> lines) {
        headings.addAll(lines);
    }

    /** Writes a line that the reader passes over, where the form has such lines. */
    public void comment(String text) throws IOException {
        if (form.comment().isPresent()) {
            line(form.comment().get() + text);
        }
    }

    /** Writes what stands before entries: lines, or the cells of a header. */
    public void head(List<String> head) throws IOException {
        if (form.style() == ListForm.Style.CSV) {
            csv.writeRecord(head);
            return;
        }
        reserve(head);
        for (String line : head) {
            line(line);
        }
    }

    /**
     * Writes one entry, unless it equals the one before it.
     *
     * @param made what a mapping made of it: a text, a list of texts (none: nothing is to be written), an object where the form
     *     is NDJSON, or {@code {"refused": "why"}}
     * @return why it was left out, if it was
     */
    public Optional<String> add(JsonNode made) throws IOException {
        if (made.hasNonNull("refused")) {
            return Optional.of(made.get("refused").asText());
        }
        List<String> parts = new ArrayList<>();
        for (JsonNode part : made.isArray() ? made : List.of(made)) {
            parts.add(text(part));
        }
        Optional<String> refusal =
                parts.stream().flatMap(part -> refusal(part).stream()).findFirst();
        if (refusal.isEmpty() && !parts.isEmpty() && !parts.equals(last)) {
            write(parts);
            last = List.copyOf(parts);
            entries++;
        }
        return refusal;
    }

    private String text(JsonNode part) throws JsonProcessingException {
        if (form.style() == ListForm.Style.NDJSON) {
            return part.isObject() ? ESCAPING.writeValueAsString(part) : "";
        }
        return part.isNull() ? "" : part.asText();
    }

    private void write(List<String> parts) throws IOException {
        if (form.style() == ListForm.Style.CSV) {
            csv.writeRecord(parts);
            return;
        }
        for (String part : parts) {
            line(part);
        }
    }

    private Optional<String> refusal(String part) {
        if (breaksLine(part)) {
            return Optional.of("it holds a line break or another control character");
        }
        if (!encoder.canEncode(part)) {
            return Optional.of("it holds a character that the file can't carry ("
                    + form.charset().name() + ")");
        }
        return form.style() == ListForm.Style.CSV ? Optional.empty() : lineRefusal(part);
    }

    private Optional<String> lineRefusal(String line) {
        if (line.isBlank()) {
            return Optional.of("its line would be empty");
        }
        boolean comment =
                form.comment().map(String::strip).filter(line::startsWith).isPresent();
        return comment || headings.contains(line)
                ? Optional.of("its line would read as a comment or a heading")
                : Optional.empty();
    }

    /** Also by what only some readers take for the end of a line. */
    private static boolean breaksLine(String part) {
        for (int i = 0; i < part.length(); i++) {
            int kind = Character.getType(part.charAt(i));
            if (kind == Character.CONTROL
                    || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR) {
                return true;
            }
        }
        return false;
    }

    private void line(String line) throws IOException {
        out.write(line);
        out.write(form.lineEnd());
    }

    /** How many entries were written. */
    public long entries() {
        return entries;
    }

    /** Hands everything on to the stream below. */
    public void flush() throws IOException {
        try {
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
    }
}
