// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Strict JSON: no duplicate or unknown field, no trailing text, no number in quotes. */
final class LabJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private LabJson() {}

    /** The document; one that can't be read is an IllegalArgumentException that says where. */
    static JsonNode tree(InputStream body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T value(JsonNode tree, Class<T> type) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException("A JSON object {…} is needed here");
        }
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    static byte[] bytes(Object content) {
        try {
            return MAPPER.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalArgumentException unreadable(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException refusal) {
            return refusal;
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new IllegalArgumentException(
                    "Unknown field " + Shown.of(unknown.getPropertyName()) + "; known: "
                            + unknown.getKnownPropertyIds(),
                    e);
        }
        String where =
                e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        return new IllegalArgumentException("Unreadable JSON" + where + ": " + e.getOriginalMessage(), e);
    }
}
