// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ctdhub.registry.WholeViews.Item;

/**
 * What a mapping made of each object of a list file, in the order of the file and on the disk: when the list has changed,
 * only what changed is mapped anew. One JSON array an object: its key, type and value, and what was made of it.
 */
final class MappedObjects {

    /** A mapping may cut a text in the middle of a character; what it made must come back as it was. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private MappedObjects() {}

    /** One of them. */
    record Line(long object, String type, String value, JsonNode made) {

        /** Before the object of an item in the file (negative), the same object (0), or behind it. */
        int compareTo(Item item) {
            return Item.compare(value, type, item.value(), item.type());
        }
    }

    /** Writes them down. */
    static final class Writing implements AutoCloseable {

        private final JsonGenerator out;

        Writing(Path file) throws IOException {
            out = JSON.createGenerator(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        void add(Line line) throws IOException {
            out.writeStartArray();
            out.writeNumber(line.object());
            out.writeString(line.type());
            out.writeString(line.value());
            out.writeTree(line.made());
            out.writeEndArray();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads what was written down, with a look at the next. */
    static final class Reading implements AutoCloseable {

        private final JsonParser in;
        private Line next;

        Reading(Path file) throws IOException {
            in = JSON.createParser(new BufferedInputStream(Files.newInputStream(file)));
            advance();
        }

        /** The next one, or null behind the last. */
        Line next() {
            return next;
        }

        void advance() throws IOException {
            if (in.nextToken() == null) {
                next = null;
                return;
            }
            JsonNode line = JSON.readTree(in);
            next = new Line(
                    line.get(0).asLong(), line.get(1).asText(), line.get(2).asText(), line.get(3));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
