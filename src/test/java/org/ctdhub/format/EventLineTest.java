// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as products send them, and as an attacker would have them send them. */
class EventLineTest {

    private static final String HEAD = "CEF:0|Example|Guard|1.0|7|FOUND|3|";

    @Test
    void the_first_event_in_a_line_is_read_whatever_stands_before_it() {
        JsonNode event =
                EventLine.read("<13>1 2020-01-01T00:00:00Z host app - - - CEF: 1|Ex\\|am\\\\ple|Guard|1.0|7|FOUND"
                        + "|3|act=Add cs1Label=kind of list cs1=a list msg=see CEF:0 and LEEF:1.0|there");

        assertThat(event.path("format").asText()).isEqualTo("cef");
        assertThat(event.path("vendor").asText()).isEqualTo("Ex|am\\ple");
        assertThat(event.path("product").asText()).isEqualTo("Guard");
        assertThat(event.path("version").asText()).isEqualTo("1.0");
        assertThat(event.path("id").asText()).isEqualTo("7");
        assertThat(event.path("name").asText()).isEqualTo("FOUND");
        assertThat(event.path("severity").asText()).isEqualTo("3");
        assertThat(event.path("keys").path("msg").asText()).isEqualTo("see CEF:0 and LEEF:1.0|there");
        assertThat(event.path("labelled").path("kind of list").asText()).isEqualTo("a list");
    }

    @ParameterizedTest(name = "{0} -> {1} = {2}")
    @CsvSource(
            delimiter = '~',
            value = {
                "request=http://a.example.test/?b=c&d=e f=g ~ request ~ http://a.example.test/?b=c&d=e",
                "request=http://a.example.test/?b\\=c ~ request ~ http://a.example.test/?b=c",
                "msg=a \\= b act=Add ~ msg ~ a = b",
                "msg=x\\=1 y\\=2 act=Add ~ msg ~ x=1 y=2",
                "cs3=C:\\\\data\\\\a b.exe act=Log ~ cs3 ~ C:\\data\\a b.exe",
                "cs3=C:\\data\\ act=Log ~ cs3 ~ C:\\data\\",
                "cs3=C:\\data\\ act=Log ~ act ~ Log",
                "a= b=2 ~ b ~ 2",
                "noise before a=1 ~ a ~ 1",
                "k-e-y=1 a=2 x-y=3 b=4 ~ a ~ 2 x-y=3"
            })
    void a_value_ends_before_the_next_key(String pairs, String key, String value) {
        assertThat(EventLine.read(HEAD + pairs).path("keys").path(key).asText()).isEqualTo(value);
    }

    @Test
    void what_comes_with_line_breaks_in_it_keeps_them() {
        assertThat(EventLine.read(HEAD + "msg=one\\ntwo\\r")
                        .path("keys")
                        .path("msg")
                        .asText())
                .isEqualTo("one\ntwo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LEEF:1.0|Example|Guard|1.0|FOUND|a=1\tb=x=y z\tsev=4",
                "LEEF:2.0|Example|Guard|1.0|FOUND|^|a=1^b=x=y z^sev=4",
                "LEEF:2.0|Example|Guard|1.0|FOUND|x5E|a=1^b=x=y z^sev=4",
                "LEEF:2.0|Example|Guard|1.0|FOUND|0x09|a=1\tb=x=y z\tsev=4",
                "LEEF:2.0|Example|Guard|1.0|FOUND||a=1\tb=x=y z\tsev=4",
                "LEEF:2.0|Example|Guard|1.0|FOUND|a=1\tb=x=y z\tsev=4"
            })
    void leef_names_what_stands_between_its_pairs(String line) {
        JsonNode event = EventLine.read(line);

        assertThat(event.path("format").asText()).isEqualTo("leef");
        assertThat(event.path("name").asText()).isEqualTo("FOUND");
        assertThat(event.path("severity").asText()).isEqualTo("4");
        assertThat(event.path("keys").path("a").asText()).isEqualTo("1");
        assertThat(event.path("keys").path("b").asText()).isEqualTo("x=y z");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "rt=Jan 01 2020 00:00:00 GMT+00:00 ~ 1577836800",
                "rt=jan 1 2020 09:00:00 GMT+09:00 ~ 1577836800",
                "rt=Jan 01 2020 00:00:00.500 UTC ~ 1577836800",
                "rt=Jan 01 2020 00:00:00 ~ 1577836800",
                "rt=1577836800000 ~ 1577836800",
                "rt=1577836800 ~ 1577836800",
                "rt=Jan 32 2020 00:00:00 ~ Jan 32 2020 00:00:00",
                "rt=tomorrow ~ tomorrow",
                "rt=2020-01-01 00:00 devTimeFormat=yyyy-MM-dd HH:mm ~ 1577836800",
                "rt=2020 devTimeFormat=[[[[ ~ 2020",
                "rt=2020 devTimeFormat=yyyy ~ 2020"
            })
    void a_date_is_read_or_stays_as_it_came(String pairs, String time) {
        assertThat(EventLine.read(HEAD + pairs).path("times").path("rt").asText())
                .isEqualTo(time);
    }

    @Test
    void a_key_that_says_two_things_says_none() {
        assertThat(EventLine.read(HEAD + "act=Add act=Add")
                        .path("keys")
                        .path("act")
                        .asText())
                .isEqualTo("Add");
        assertThatThrownBy(() -> EventLine.read(HEAD + "act=Add request=http://x.example.test/ act=Remove"))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("act");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing of the kind",
                "CEF:",
                "CEF:0|a|b|c|d|e",
                "CEF:9|a|b|c|d|e|f|",
                "LEEF:1.0|a|b|c",
                "LEEF:3.0|a|b|c|d|",
                "LEEF:2.0|a|b|c|d|xZZ|a=1"
            })
    void what_is_no_event_is_told_so(String line) {
        assertThatThrownBy(() -> EventLine.read(line)).isInstanceOf(UnreadableException.class);
    }

    /** Each is as long as a line may be; a reader that looks at a character again and again would not come back. */
    @ParameterizedTest
    @ValueSource(strings = {"\\", "=", " ", "a=", " a", "a ", "\\=", "|", "aaaa", "a=\\", "CEF:", "LEEF:", "\t", "=\t"})
    void a_hostile_line_is_read_or_refused(String part) {
        String many = part.repeat(64 * 1024 / part.length());
        for (String head : new String[] {"", HEAD, "LEEF:1.0|a|b|c|d|", "LEEF:2.0|a|b|c|d|" + part + "|"}) {
            try {
                assertThat(EventLine.read(head + many).path("keys").isObject()).isTrue();
            } catch (UnreadableException refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(400);
            }
        }
    }

    @Test
    void more_keys_than_any_product_sends_are_refused() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            pairs.append("k").append(i).append("=1 ");
        }
        assertThatThrownBy(() -> EventLine.read(HEAD + pairs))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("500");
    }

    @Test
    void what_a_careful_sender_writes_is_read_as_it_was() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Map<String, String> pairs = new LinkedHashMap<>();
            StringBuilder cef = new StringBuilder("<1>x " + HEAD);
            StringBuilder leef = new StringBuilder("LEEF:1.0|Example|Guard|1.0|FOUND|");
            for (int i = random.nextInt(8); i > 0; i--) {
                String key = "k" + random.nextInt(1000);
                String value = text(random);
                if (pairs.putIfAbsent(key, value) == null) {
                    cef.append(key).append('=').append(escaped(value)).append(' ');
                    leef.append(key)
                            .append('=')
                            .append(value.replace('\n', ' '))
                            .append('\t');
                }
            }
            JsonNode read = EventLine.read(cef.toString()).path("keys");
            JsonNode readLeef = EventLine.read(leef.toString()).path("keys");
            assertThat(read).hasSameSizeAs(pairs.keySet());
            pairs.forEach((key, value) -> {
                assertThat(read.path(key).asText()).as(cef.toString()).isEqualTo(value);
                assertThat(readLeef.path(key).asText()).isEqualTo(value.replace('\n', ' '));
            });
        }
    }

    private static String text(Random random) {
        String letters = "ab =\\|\n漢:/?&%\"'<>{}$";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString().strip();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("=", "\\=").replace("\n", "\\n");
    }
}
