// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "bad.example.test, bad.example.test",
        "x.invalid, x.invalid",
        "BAD.Example.TEST., bad.example.test",
        "' bad.example.test\r\n', bad.example.test",
        "bad[.]example(dot)test, bad.example.test",
        "bad{.}example[DOT]test, bad.example.test",
        "_dmarc.under_score.example.test, _dmarc.under_score.example.test",
        "r3---sn-ab.example.test, r3---sn-ab.example.test",
        "evil.co.jp, evil.co.jp",
        "evil.zip, evil.zip",
        "foo.github.io, foo.github.io",
        "city.kobe.jp, city.kobe.jp",
        "www.ck, www.ck",
        "1.2.3.example, 1.2.3.example",
        "0xabc.test, 0xabc.test",
        "\u65e5\u672c.example.test, xn--wgv71a.example.test",
        "fa\u00df.test, xn--fa-hia.test",
        "B\u00dcCHER.test, xn--bcher-kva.test",
        "XN--BCHER-KVA.test, xn--bcher-kva.test",
        "bad\u3002example\uff0etest, bad.example.test",
        "\uff42\uff41\uff44.test, bad.test",
        "ba\u00add.test, bad.test",
        "ab--\u00fc.test, xn--ab---3ra.test"
    })
    void a_domain_has_one_text(String text, String canonical) throws RefusedException {
        assertThat(Reading.canonical(ObjectType.DOMAIN, text)).isEqualTo(canonical);
    }

    @Test
    void a_homograph_stays_apart_from_what_it_imitates() throws RefusedException {
        assertThat(Reading.canonical(ObjectType.DOMAIN, "\u0430pple.test")).isEqualTo("xn--pple-43d.test");
        assertThat(Reading.canonical(ObjectType.DOMAIN, "apple.test")).isEqualTo("apple.test");
    }

    @ParameterizedTest
    @CsvSource({
        "com, public_suffix",
        "co.jp, public_suffix",
        "CO.JP., public_suffix",
        "github.io, public_suffix",
        "a.kobe.jp, public_suffix",
        "ck, public_suffix",
        "foo.ck, public_suffix",
        "\u0440\u0444, public_suffix",
        "xn--55qx5d.cn, public_suffix",
        "test, bare_name",
        "localhost, bare_name",
        "intranet., bare_name",
        "*.example.test, wildcard",
        "bad.*.test, wildcard",
        "192.0.2.1, is_address",
        "192[.]0[.]2[.]1, is_address",
        "192.0.2.256, is_address",
        "010.0.0.1, is_address",
        "2130706433, is_address",
        "bad.0x7f, is_address",
        "\uff11\uff19\uff12.0.2.1, is_address",
        "2001:db8::1, is_address",
        "hxxp://bad.example.test, is_url",
        "hxxp[:]//bad.example.test, is_url",
        "bad.example.test/, is_url",
        "bad.example.test/path, is_url",
        "bad.example.test?q, is_url",
        "bad.example.test#f, is_url",
        "bad.example.test:8080, is_url",
        "mailto:bad, is_url",
        "someone@example.test, is_mailbox",
        "bad..test, empty_label",
        "'.bad.test', empty_label",
        "., empty_label",
        "bad.test.., empty_label",
        "bad.\u3002test, empty_label",
        "-bad.test, hyphen",
        "bad-.test, hyphen",
        "-\u00fc.test, idna",
        "bad example.test, character",
        "bad%2etest, character",
        "bad\\.test, character",
        "\u2105.test, character",
        "[.].test, empty_label",
        "bad[[.].].test, character",
        "xn--.test, idna",
        "xn--a.test, idna",
        "xn--abc-.test, idna",
        "xn--zzzzzzzzzzzzzzzzz.test, idna",
        "xn--\u00fc.test, idna",
        "\u05d0b.1a.test, idna"
    })
    void what_is_no_domain_is_refused(String text, String reason) {
        assertThat(Reading.reason(ObjectType.DOMAIN, text)).isEqualTo(reason);
    }

    @Test
    void a_label_has_at_most_63_characters() throws RefusedException {
        String longest = "a".repeat(63) + ".test";
        assertThat(Reading.canonical(ObjectType.DOMAIN, longest)).isEqualTo(longest);
        assertThat(Reading.reason(ObjectType.DOMAIN, "a" + longest)).isEqualTo("label_too_long");
        assertThat(Reading.reason(ObjectType.DOMAIN, "\u00fc".repeat(200) + ".test"))
                .isEqualTo("label_too_long");
    }

    @Test
    void a_letter_that_maps_to_many_makes_no_endless_label() {
        assertThat(Reading.reason(ObjectType.DOMAIN, "\ufdfa".repeat(100) + ".test"))
                .isEqualTo("label_too_long");
        assertThat(Reading.reason(ObjectType.URL, "http://" + "\ufdfa".repeat(8000)))
                .isEqualTo("too_long");
    }

    @Test
    void a_name_has_at_most_253_characters_without_the_last_dot() throws RefusedException {
        String longest = "a.".repeat(124) + "atest";
        assertThat(longest).hasSize(253);
        assertThat(Reading.canonical(ObjectType.DOMAIN, longest + ".")).isEqualTo(longest);
        assertThat(Reading.reason(ObjectType.DOMAIN, "a" + longest)).isEqualTo("too_long");
        assertThat(Reading.canonical(ObjectType.DOMAIN, longest.replace(".", "[dot]")))
                .isEqualTo(longest);
    }
}
