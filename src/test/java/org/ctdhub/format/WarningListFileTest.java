// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Warning lists as they are published. */
class WarningListFileTest {

    @Test
    void a_list_is_read_whatever_the_order_of_its_fields() throws IOException {
        WarningListFile file = read("""
                {"description": "For a test", "list": ["a.example.test", 7, null], "matching_attributes":
                 ["domain|ip", "hostname", "filename|sha256", "md5"], "icon": {"a": [1]}, "name": "Popular",
                 "type": "string", "version": 20260811}""");

        assertThat(file.title()).isEqualTo("Popular");
        assertThat(file.description()).isEqualTo("For a test");
        assertThat(file.version()).isEqualTo("20260811");
        assertThat(file.type()).isEqualTo("string");
        assertThat(file.entries()).containsExactly("a.example.test", "7", null);
        assertThat(file.types()).containsExactlyInAnyOrder(ObjectType.DOMAIN, ObjectType.IP, ObjectType.FILE_SHA256);
    }

    @Test
    void a_list_that_names_no_attributes_is_about_all_types() throws IOException {
        assertThat(read("{\"name\":\"n\",\"type\":\"string\",\"list\":[]}").types())
                .containsExactlyInAnyOrder(ObjectType.values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"name\":\"n\",\"list\":[]}", "{\"type\":\"string\"}", "{\"name\":\"n\"", "<html>"})
    void what_is_no_warning_list_is_unreadable(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("can't be read");
    }

    private static WarningListFile read(String text) throws IOException {
        return WarningListFile.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
