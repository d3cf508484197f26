// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;

/**
 * Walks through a JSON document of any size, as strictly as {@link StrictJson} and without keeping any of it. Texts that
 * nobody asks for may have any length.
 */
final class JsonWalk {

    private static final int MOST_FIELDS = 4096;
    private static final int LONGEST_STRING = 1024 * 1024;
    private static final ObjectMapper MAPPER = StrictJson.mapper(LONGEST_STRING);

    private final JsonParser parser;

    /** What is done at each value; it must walk through it, or pass over it. */
    interface Step {
        void at(String field) throws IOException;
    }

    /** What is done with a document. */
    interface Visit {
        void of(JsonWalk walk) throws IOException;
    }

    private JsonWalk(JsonParser parser) {
        this.parser = parser;
    }

    /** Visits the document's one value; a document that isn't JSON, or has text behind the value, is unreadable. */
    static void through(InputStream in, Visit visit) throws IOException {
        try (JsonParser parser = StrictJson.parser(in, MAPPER)) {
            visit(new JsonWalk(parser), visit);
        }
    }

    private static void visit(JsonWalk walk, Visit visit) throws IOException {
        try {
            if (walk.parser.nextToken() == null) {
                throw walk.unreadable("it is empty");
            }
            visit.of(walk);
            if (walk.parser.nextToken() != null) {
                throw walk.unreadable("text follows after the value");
            }
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation() == null ? walk.parser.currentLocation() : broken.getLocation();
            throw StrictJson.unreadable(broken.getOriginalMessage(), at, broken);
        } catch (CharacterCodingException notUtf8) {
            throw walk.unreadable("its bytes are not UTF-8 there or soon after");
        }
    }

    boolean atObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean atArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Each field of the object that stands here. */
    void fields(Step step) throws IOException {
        for (int count = 0; parser.nextToken() == JsonToken.FIELD_NAME; count++) {
            // the names are remembered to find one that comes twice
            if (count == MOST_FIELDS) {
                throw unreadable("an object has more than " + MOST_FIELDS + " fields");
            }
            String field = parser.currentName();
            parser.nextToken();
            step.at(field);
        }
    }

    /** Each element of the array that stands here; anything else is passed over. */
    void elements(Step step) throws IOException {
        if (!atArray()) {
            skip();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            step.at(null);
        }
    }

    /** The text of a string, number or truth value; null for null, and for an object or array, which are passed over. */
    String text() throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) {
            skip();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** Passes over the value that stands here. */
    void skip() throws IOException {
        if (atObject()) {
            fields(field -> skip());
        } else if (atArray()) {
            elements(none -> skip());
        }
    }

    /** The line of the value that stands here. */
    long line() {
        return parser.currentTokenLocation().getLineNr();
    }

    UnreadableException unreadable(String what) {
        JsonLocation here = parser.currentLocation();
        return StrictJson.unreadable(what, here, null);
    }
}
