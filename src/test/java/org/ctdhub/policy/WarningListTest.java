// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.WarningEntry.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the entries of warning lists mean, and which are left out. */
class WarningListTest {

    @ParameterizedTest
    @CsvSource({
        "STRING, CDN.Example.test, EXACT, cdn.example.test",
        "STRING, .example.test, HOST, test.example.",
        "STRING, HTTP://Example.test:80/a, EXACT, http://example.test/a",
        "STRING, 192.0.2.1, EXACT, 192.0.2.1",
        "HOSTNAME, .a.example.test, HOST, test.example.a.",
        "HOSTNAME, *.example.test., HOST, test.example.",
        "HOSTNAME, co.jp, HOST, jp.co.",
        "CIDR, 192.0.2.0/24, NETWORK, 192.0.2.0/24",
        "CIDR, 2001:DB8::/32, NETWORK, 2001:db8::/32",
        "CIDR, 192.0.2.1, NETWORK, 192.0.2.1",
        "SUBSTRING, /Track/, PART, /track/",
        "REGEX, ^a+$, PATTERN, ^a+$",
        "REGEX, '/^[a-z]{1,3}\\.(?:x|y)$/i', PATTERN, '(?i)^[a-z]{1,3}\\.(?:x|y)$'",
    })
    void an_entry_is_brought_into_the_form_in_which_it_is_matched(WarningKind kind, String text, Way way, String key) {
        WarningList list = read(kind, text);

        assertThat(list.entries()).containsExactly(new WarningEntry(text, way, key));
        assertThat(list.why()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "STRING, d41d8cd98f00b204e9800998ecf8427e",
        "STRING, ''",
        "HOSTNAME, com",
        "HOSTNAME, 'a b.test'",
        "HOSTNAME, example.test/path",
        "CIDR, 0.0.0.0/0",
        "CIDR, 192.0.2.1/24",
        "CIDR, here",
        "SUBSTRING, .fr",
    })
    void an_entry_that_can_match_nothing_or_too_much_is_left_out_and_counted(WarningKind kind, String text) {
        WarningList list = read(kind, text, text);

        assertThat(list.entries()).isEmpty();
        assertThat(list.leftOut()).isEqualTo(2);
        assertThat(list.why()).contains("is refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a)\\1",
                "(?=a)b",
                "(?<!a)b",
                "(?<n>a)",
                "(?i)a",
                "a*+",
                "a{3}{3}",
                "*a",
                "a{1001}",
                "((((a{9}){9}){9}){9})",
                "(a",
                "a)",
                "[a",
                "[[=a=]]",
                "a\\b",
                "\\xff",
                "a{",
                "/a/e",
                "//",
                "a\\",
            })
    void an_expression_that_could_be_slow_or_isnt_one_is_refused_with_the_reason(String text) {
        WarningList list = read(WarningKind.REGEX, text);

        assertThat(list.entries()).isEmpty();
        assertThat(list.why()).contains("only expressions that are never slow are taken");
    }

    @Test
    void an_entry_of_a_type_that_the_list_is_not_about_is_left_out() {
        WarningList list = WarningList.of(
                new WarningList.Head("t", null, "1", WarningKind.STRING, Set.of(ObjectType.FILE_SHA1)),
                List.of("cdn.example.test"));

        assertThat(list.entries()).isEmpty();
        assertThat(list.why()).contains("about other types");
    }

    private static WarningList read(WarningKind kind, String... texts) {
        return WarningList.of(
                new WarningList.Head("t", null, "1", kind, EnumSet.allOf(ObjectType.class)), Arrays.asList(texts));
    }
}
