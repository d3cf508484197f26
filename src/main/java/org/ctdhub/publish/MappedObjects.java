// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ctdhub.registry.WholeViews.Item;

/**
 * What a mapping made of each object of a list file, in the order of the file and on the disk: when the list has changed,
 * only what changed is mapped anew. A line is a JSON array: the object's key, type and value, and what was made of it.
 */
final class MappedObjects {

    private static final int BUFFER = 1 << 16;

    /** Each line is ASCII, and holds what a mapping made that cuts a text in the middle of a character. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private MappedObjects() {}

    /** One of them, and how it is written down. */
    record Line(long object, String type, String value, JsonNode made, String text) {

        static Line of(Item item, JsonNode made) throws IOException {
            JsonNode line = JsonNodeFactory.instance
                    .arrayNode()
                    .add(item.object())
                    .add(item.type())
                    .add(item.value())
                    .add(made);
            return new Line(item.object(), item.type(), item.value(), made, JSON.writeValueAsString(line));
        }

        static Line read(String text) throws IOException {
            JsonNode line = JSON.readTree(text);
            return new Line(
                    line.get(0).asLong(), line.get(1).asText(), line.get(2).asText(), line.get(3), text);
        }

        /** Negative if this object stands before that of an item, 0 if it is the same. */
        int compareTo(Item item) {
            return Item.compare(value, type, item.value(), item.type());
        }
    }

    /** Writes them down. */
    static final class Writing implements AutoCloseable {

        private final Writer out;

        Writing(Path file) throws IOException {
            out = new BufferedWriter(
                    new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.US_ASCII), BUFFER);
        }

        void add(Line line) throws IOException {
            out.write(line.text());
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads what was written down, with a look at the next. */
    static final class Reading implements AutoCloseable {

        private final BufferedReader in;
        private Line next;

        Reading(Path file) throws IOException {
            in = new BufferedReader(
                    new InputStreamReader(Files.newInputStream(file), StandardCharsets.US_ASCII), BUFFER);
            advance();
        }

        /** The next one, or null behind the last. */
        Line next() {
            return next;
        }

        void advance() throws IOException {
            String text = in.readLine();
            next = text == null ? null : Line.read(text);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
