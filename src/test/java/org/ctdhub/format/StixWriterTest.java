// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StixWriterTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    /** What the pattern means is found by the reader of patterns, which was not made for this writer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bad.example.test/it's",
                "http://bad.example.test/a\\b",
                "http://bad.example.test/'] OR [url:value = 'http://good.example.test/",
                "http://bad.example.test/\\'",
                "http://bad.example.test/\"}],\"x\":[{\""
            })
    void a_value_can_neither_end_its_pattern_nor_begin_another(String value) throws Exception {
        JsonNode written = StrictJson.read(new ByteArrayInputStream(
                StrictJson.write(indicator(ObjectType.URL, value, List.of("user_defined"), null))));

        assertThat(StixPattern.read(written.path("pattern").asText(), new ArrayList<>()))
                .containsExactly(new StixPattern.Found("url", value));
        assertThat(written.path("name").asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "IP, 203.0.113.9, ipv4-addr:value",
        "IP, 2001:db8::1, ipv6-addr:value",
        "DOMAIN, bad.example.test, domain-name:value",
        "FILE_SHA1, 32dbdf0011626494d82f2cad424fc54081d21587, file:hashes.'SHA-1'",
        "FILE_SHA256, fd2b0835a69cca06cade0cd8c685eb49276430e7e9de3dd669468ac03f6c1fd3, file:hashes.'SHA-256'"
    })
    void each_type_has_its_path(ObjectType type, String value, String path) {
        assertThat(StixWriter.pattern(SuspiciousObject.canonical(type, value)))
                .isEqualTo("[" + path + " = '" + value + "']");
    }

    @Test
    void an_object_that_was_taken_off_is_revoked_and_an_end_that_is_past_is_none() {
        ObjectNode off = indicator(ObjectType.IP, "203.0.113.9", List.of(), null);
        assertThat(off.path("revoked").asBoolean()).isTrue();
        assertThat(off.has("labels") || off.has("extensions")).isFalse();

        assertThat(indicator(ObjectType.IP, "203.0.113.9", List.of("user_defined"), THEN.plusSeconds(1))
                        .path("valid_until")
                        .asText())
                .isEqualTo("2026-01-01T00:00:01.000Z");
        assertThat(indicator(ObjectType.IP, "203.0.113.9", List.of("user_defined"), THEN)
                        .has("valid_until"))
                .as("the standard wants it later than valid_from")
                .isFalse();
    }

    private static ObjectNode indicator(ObjectType type, String value, List<String> lists, Instant expires) {
        return StixWriter.indicator(new StixWriter.Statement(
                new UUID(1, 2),
                SuspiciousObject.canonical(type, value),
                THEN,
                THEN.plusMillis(5),
                lists,
                lists.isEmpty() ? null : "block",
                Risk.HIGH,
                expires,
                "dropper"));
    }
}
