// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * JSON records one at a time while they come in: the objects of an array, or one object a line (NDJSON). Of lines, one that
 * can't be read comes with its fault, and the next is read as if nothing were; an array that is broken ends there with an
 * {@link UnreadableException}.
 */
public final class RecordLines implements Iterator<RecordLines.Item> {

    private static final int LONGEST = 64 * 1024;

    private final Iterator<? extends JsonNode> array;
    private final TextLines lines;
    private Item next;

    /**
     * One record.
     *
     * @param record null if it can't be read
     * @param fault why not, and what to do; null if it can
     */
    public record Item(JsonNode record, String fault) {}

    private RecordLines(Iterator<? extends JsonNode> array, TextLines lines) {
        this.array = array;
        this.lines = lines;
    }

    /** Opens a body; its first character tells which of both it is. It may hold so many records and no more. */
    public static RecordLines open(InputStream in, long most) throws IOException {
        PushbackInputStream body = new PushbackInputStream(in, 1);
        int first = body.read();
        while (first == ' ' || first == '\t' || first == '\r' || first == '\n') {
            first = body.read();
        }
        if (first >= 0) {
            body.unread(first);
        }
        return first == '['
                ? new RecordLines(JsonRecords.open(body, "", most, LONGEST), null)
                : new RecordLines(null, new TextLines(body));
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = array == null ? line() : array.hasNext() ? new Item(array.next(), null) : null;
        }
        return next != null;
    }

    @Override
    public Item next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record is left");
        }
        Item item = next;
        next = null;
        return item;
    }

    /** The next line that isn't blank, or null. */
    private Item line() {
        try {
            TextLines.Line line = lines.next();
            while (line != null && line.fault() == null && line.text().isBlank()) {
                line = lines.next();
            }
            return line == null ? null : read(line);
        } catch (IOException brokenOff) {
            throw StrictJson.unreadable(brokenOff);
        }
    }

    private static Item read(TextLines.Line line) {
        if (line.fault() != null) {
            return new Item(null, line.message());
        }
        try {
            return new Item(StrictJson.read(line.text()), null);
        } catch (UnreadableException e) {
            return new Item(null, e.getMessage());
        }
    }
}
