// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** What stands in jsonb columns. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Json() {}

    /** Maps, lists, texts, numbers, booleans and nulls; null stays null. */
    static String text(Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This can't be kept as JSON: " + value.getClass(), e);
        }
    }

    static Map<String, Object> map(String text) {
        try {
            return MAPPER.readValue(text, MAP);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A jsonb column holds something else than an object.", e);
        }
    }
}
