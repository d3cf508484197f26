// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The objects of an array in a JSON document, one at a time, as strictly as {@link StrictJson}.
 *
 * <p>Holds one record. When the document breaks off, the records before the break have been handed out and
 * {@link UnreadableException} says where it broke; until {@code hasNext} is false, the document isn't known to be whole.
 */
public final class JsonRecords implements Iterator<ObjectNode>, AutoCloseable {

    private final RationedStream bytes;
    private final JsonParser parser;
    private final Deque<String> path;
    private final long maxRecords;
    private boolean inArray;
    private boolean ended;
    private long count;
    private ObjectNode next;

    private JsonRecords(RationedStream bytes, JsonParser parser, String path, long maxRecords) {
        this.bytes = bytes;
        this.parser = parser;
        this.path = new ArrayDeque<>(path.isEmpty() ? List.of() : List.of(path.split("\\.")));
        this.maxRecords = maxRecords;
    }

    /**
     * Opens a document.
     *
     * @param in closed by {@link #close}
     * @param path the field in which the array stands, as in {@code data.items}; empty if the array is the document
     * @param maxRecords most records to read, more are an error
     * @param maxRecordChars most characters in one string; a record has at most four times as many bytes, plus 64 KiB
     */
    public static JsonRecords open(InputStream in, String path, long maxRecords, int maxRecordChars) {
        RationedStream bytes = new RationedStream(in, maxRecordChars);
        try {
            JsonParser parser = StrictJson.parser(bytes, StrictJson.mapper(maxRecordChars));
            return new JsonRecords(bytes, parser, path, maxRecords);
        } catch (IOException broken) {
            throw StrictJson.unreadable(broken);
        }
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = advance();
            } catch (IOException broken) {
                throw StrictJson.unreadable(broken);
            }
        }
        return next != null;
    }

    @Override
    public ObjectNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record is left");
        }
        ObjectNode record = next;
        next = null;
        return record;
    }

    private ObjectNode advance() throws IOException {
        if (!inArray) {
            enterArray();
            inArray = true;
        }
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT) {
            return record();
        }
        if (token != JsonToken.END_ARRAY) {
            throw unreadable("an object was expected, not " + token);
        }
        readToEnd();
        ended = true;
        return null;
    }

    private void enterArray() throws IOException {
        JsonToken token = parser.nextToken();
        while (!path.isEmpty()) {
            if (token != JsonToken.START_OBJECT) {
                throw unreadable("there is no object that could hold the field " + path.peek());
            }
            token = valueOf(path.remove());
        }
        if (token != JsonToken.START_ARRAY) {
            throw unreadable("an array was expected, not " + token);
        }
    }

    /** Skips to the value of the named field of the object that was just started. */
    private JsonToken valueOf(String field) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (found) {
                return value;
            }
            parser.skipChildren();
        }
        throw unreadable("it has no field " + field);
    }

    private ObjectNode record() throws IOException {
        if (++count > maxRecords) {
            throw unreadable("it has more than " + maxRecords + " records");
        }
        bytes.refill();
        ObjectNode record = parser.readValueAsTree();
        bytes.refill();
        return record;
    }

    /** What follows the array must be well-formed too, and then nothing. */
    private void readToEnd() throws IOException {
        while (!parser.getParsingContext().inRoot()) {
            parser.nextToken();
        }
        if (parser.nextToken() != null) {
            throw unreadable("text follows after the value");
        }
    }

    private UnreadableException unreadable(String what) {
        return StrictJson.unreadable(what, parser.currentLocation(), null);
    }

    @Override
    public void close() {
        try {
            parser.close();
            bytes.close();
        } catch (IOException gone) {
            throw new UnreadableException("The document's stream can't be closed: " + gone.getMessage(), gone);
        }
    }
}
