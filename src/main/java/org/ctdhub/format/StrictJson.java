// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * JSON as everything here reads and writes it: UTF-8 only, no key twice, nothing after the value, no NaN, at most 32
 * levels, 4 Mi characters in a string and 100 digits in a number.
 */
public final class StrictJson {

    private static final int DEEPEST = 32;
    private static final int LONGEST_STRING = 4 * 1024 * 1024;
    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_NUMBER = 100;
    private static final int BODY_CHARS = 16 * 1024 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final ObjectMapper MAPPER = mapper(LONGEST_STRING);

    private StrictJson() {}

    /** Parses a small body of at most 64 MiB, and leaves the stream open. */
    public static JsonNode read(InputStream in) {
        try (JsonParser parser = parser(new RationedStream(in, BODY_CHARS), MAPPER)) {
            return value(parser);
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    /** A parser over a body that is too large to be held, by the same rules; it leaves the stream open. */
    public static JsonParser stream(InputStream in) throws IOException {
        return parser(in, MAPPER);
    }

    /** Parses a text. */
    public static JsonNode read(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            return value(parser);
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        JsonNode value = MAPPER.readTree(parser);
        if (value == null) {
            throw new UnreadableException("This JSON text is empty. Look at what the sender sent.");
        }
        if (parser.nextToken() != null) {
            throw unreadable("text follows after the value", parser.currentLocation(), null);
        }
        return value;
    }

    /** Lists, maps and texts as JSON; what is JSON already stays as it is. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Writes a value as UTF-8 without line breaks. A string with half a surrogate pair is refused. */
    public static byte[] write(JsonNode value) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(MAPPER.writeValueAsString(value)));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException unwritable) {
            throw new UnreadableException(
                    "This value can't be written as JSON: it holds half a surrogate pair, which UTF-8 can't carry.",
                    unwritable);
        }
    }

    static ObjectMapper mapper(int longestString) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(longestString)
                .maxNameLength(LONGEST_NAME)
                .maxNumberLength(LONGEST_NUMBER)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
        return new JsonMapper(factory);
    }

    /** Decodes strictly: Jackson's own reader of bytes guesses at UTF-16 and lets overlong forms pass. */
    static JsonParser parser(InputStream in, ObjectMapper mapper) throws IOException {
        Reader reader = new InputStreamReader(
                withoutByteOrderMark(in),
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return mapper.createParser(reader);
    }

    private static InputStream withoutByteOrderMark(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
        byte[] first = start.readNBytes(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(first, BYTE_ORDER_MARK)) {
            start.unread(first);
        }
        return start;
    }

    static UnreadableException unreadable(IOException broken) {
        if (broken instanceof JsonProcessingException syntax) {
            return unreadable(syntax.getOriginalMessage(), syntax.getLocation(), syntax);
        }
        if (broken instanceof CharacterCodingException) {
            return unreadable("its bytes are not UTF-8", null, broken);
        }
        return unreadable(String.valueOf(broken.getMessage()), null, broken);
    }

    static UnreadableException unreadable(String what, JsonLocation at, Throwable cause) {
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new UnreadableException(
                "This JSON text can't be read" + where + ": " + what + ". Look at what the sender sent there.", cause);
    }
}
