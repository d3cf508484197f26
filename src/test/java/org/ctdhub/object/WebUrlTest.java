// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://bad.example.test, http://bad.example.test/",
        "HTTPS://BAD.Example.Test./A%2fb/../C, https://bad.example.test/A%2fb/../C",
        "http://bad.example.test?q=1, http://bad.example.test/?q=1",
        "http://bad.example.test/a?, http://bad.example.test/a?",
        "http://bad.example.test/a#part, http://bad.example.test/a",
        "http://bad.example.test#part?q, http://bad.example.test/",
        "http://bad.example.test/a?b#c?d#e, http://bad.example.test/a?b",
        "http://bad.example.test:80/, http://bad.example.test/",
        "https://bad.example.test:0443/, https://bad.example.test/",
        "https://bad.example.test:80/, https://bad.example.test:80/",
        "http://bad.example.test:/, http://bad.example.test/",
        "http://bad.example.test:65535, http://bad.example.test:65535/",
        "http://user:pw@bad.example.test/, http://bad.example.test/",
        "http://good.example.test@bad.example.test:81/, http://bad.example.test:81/",
        "http://bad.example.test/@good, http://bad.example.test/@good",
        "http://bad.example.test/a\\b?c\\d, http://bad.example.test/a\\b?c\\d",
        "http://bad.example.test/*/[.]/hxxp://x, http://bad.example.test/*/[.]/hxxp://x",
        "http://bad.example.test/%zz%00, http://bad.example.test/%zz%00",
        "http://bad.example.test/\u65e5\u672c?\ud83d\ude00, http://bad.example.test/\u65e5\u672c?\ud83d\ude00",
        "http://B\u00dcCHER.test/\u00dc, http://xn--bcher-kva.test/\u00dc",
        "http://\u0430pple.test/, http://xn--pple-43d.test/",
        "http://192.0.2.1, http://192.0.2.1/",
        "http://\uff11\uff19\uff12.0.2.1/, http://192.0.2.1/",
        "http://192.0.2.1.:8080/x, http://192.0.2.1:8080/x",
        "'http://[2001:DB8:0::1]/', 'http://[2001:db8::1]/'",
        "'https://[2001:db8::1]:443/', 'https://[2001:db8::1]/'",
        "'http://[2001:db8::1]:8080', 'http://[2001:db8::1]:8080/'",
        "'http://[::ffff:192.0.2.1]/', http://192.0.2.1/",
        "hxxp://bad[.]example[.]test/a[.]b, http://bad.example.test/a[.]b",
        "hXXps://bad(dot)example.test, https://bad.example.test/",
        "h**p://bad.example.test, http://bad.example.test/",
        "hxxps[:]//bad.example.test[:]8443/, https://bad.example.test:8443/",
        "http[://]bad.example.test/, http://bad.example.test/",
        "hxxp://192[.]0[.]2[.]1/, http://192.0.2.1/",
        "' http://bad.example.test/x\r\n', http://bad.example.test/x",
        "http://github.io/a, http://github.io/a",
        "http://s3.amazonaws.com/bucket/a.exe, http://s3.amazonaws.com/bucket/a.exe",
        "http://under_score.example.test/, http://under_score.example.test/"
    })
    void a_url_has_one_text(String text, String canonical) throws RefusedException {
        assertThat(Reading.canonical(ObjectType.URL, text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://bad.example.test/, scheme, ftp is not",
        "javascript:alert(1), scheme, javascript is not",
        "'data:text/html,x', scheme, data is not",
        "file:///etc/passwd, scheme, file is not",
        "ws://bad.example.test/, scheme, ws is not",
        "http:/bad.example.test/, scheme, two slashes",
        "http:\\\\bad.example.test, scheme, two slashes",
        "bad.example.test/a, scheme, http:// or https://",
        "bad.example.test:8080/a, scheme, http:// or https://",
        "localhost:8080/a, scheme, http:// or https://",
        "//bad.example.test/, scheme, http:// or https://",
        "httpx://bad.example.test/, scheme, httpx is not",
        "http://, no_host, names no host",
        "http:///a, no_host, names no host",
        "http://user@/a, no_host, names no host",
        "http://:80/a, no_host, names no host",
        "http://a@b@bad.example.test/, ambiguous, two @",
        "http://good.example.test\\@bad.example.test/, ambiguous, backslash",
        "http://bad.example.test\\a, ambiguous, backslash",
        "http://2001:db8::1/, ambiguous, brackets",
        "http://bad.example.test:80:81/, ambiguous, several colons",
        "http://bad.example.test:0/, port, 1 to 65535",
        "http://bad.example.test:65536/, port, 1 to 65535",
        "http://bad.example.test:+80/, port, 1 to 65535",
        "http://bad.example.test:\uff18\uff10/, port, 1 to 65535",
        "http://bad.example.test:000080/, port, 1 to 65535",
        "'http://[2001:db8::1]x/', character, host name",
        "'http://[2001:db8::1/', character, host name",
        "'http://[192.0.2.1]/', not_an_address, brackets",
        "'http://[]/', not_an_address, brackets",
        "'http://[fe80::1%25eth0]/', zone_id, zone",
        "http://127.0.0.1/, never_blocked, loopback",
        "'http://[::1]/', never_blocked, loopback",
        "'http://[::ffff:7f00:1]/', never_blocked, loopback",
        "http://169.254.169.254/latest, never_blocked, link-local",
        "http://0x7f.1/, hex_form, decimal",
        "http://0177.0.0.1/, octal_form, octal",
        "http://2130706433/, integer_form, decimal",
        "http://127.1/, short_form, four",
        "http://localhost/, bare_name, full name",
        "http://intranet:8080/a, bare_name, full name",
        "http://ai/, bare_name, full name",
        "http://github.io, public_suffix, full URL",
        "http://co.jp/#a, public_suffix, full URL",
        "http://*.example.test/a, wildcard, exceptions",
        "http://bad%2eexample.test/, character, host name",
        "http://xn--.test/, idna, resolved",
        "http://bad.example.test/a b, character, position 26",
        "http://bad.example.test/#a b, character, position 27",
        "http://bad.example.test/\u00a0b, character, U+a0",
        "http://bad.example.test/\u2028b, character, U+2028"
    })
    void what_is_no_web_url_is_refused_with_advice(String text, String reason, String advice) {
        RefusedException refusal = Reading.refusal(ObjectType.URL, text);
        assertThat(refusal.reason().word()).as(refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(advice);
    }

    @Test
    void a_url_has_at_most_2047_characters_after_normalising() throws RefusedException {
        String start = "http://bad.example.test/";
        String longest = start + "a".repeat(WebUrl.LONGEST - start.length());
        assertThat(Reading.canonical(ObjectType.URL, longest + "#" + "f".repeat(3000)))
                .isEqualTo(longest);
        assertThat(Reading.reason(ObjectType.URL, longest + "a")).isEqualTo("too_long");
    }
}
