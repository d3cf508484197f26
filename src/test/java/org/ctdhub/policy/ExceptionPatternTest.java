// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ExceptionPattern.Exact;
import org.ctdhub.policy.ExceptionPattern.Host;
import org.ctdhub.policy.ExceptionPattern.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExceptionPatternTest {

    private static final String[] FRAGMENTS =
            ("http://|https://|hxxp://|h**ps://|ftp://|*.|*|*[.]|example.test|a.example.test|BAD.|co.jp|test|github.io|:|"
                            + ":80|:443|:8443|/|/*|/abc|/abc/|?q=1|#f|@|.|..|-|192.0.2.|5|0|255|192.0.2.0|192.0.2.9|/24|/32|/7|"
                            + "2001:db8::|1|/64|[|]|::ffff:192.0.2.1|\u00fc|\u3002|\u0000|\u202e|\ud800| |\\|%2a|"
                            + "0123456789abcdef0123456789abcdef01234567|" + "a".repeat(64))
                    .split("\\|");

    @ParameterizedTest
    @CsvSource({
        "DOMAIN, Good.Example.Test., good.example.test",
        "DOMAIN, *.A.example.test, *.a.example.test",
        "DOMAIN, *[.]a[.]example.test, *.a.example.test",
        "DOMAIN, *.B\u00dcCHER.test, *.xn--bcher-kva.test",
        "DOMAIN, *.x.co.jp, *.x.co.jp",
        "URL, https://Good.example.test:443, https://good.example.test/",
        "URL, https://*.example.test, https://*.example.test/",
        "URL, HTTPS://*.Example.test:443/, https://*.example.test/",
        "URL, https://*.example.test:8443/, https://*.example.test:8443/",
        "URL, https://*.example.test/Abc/*, https://*.example.test/Abc/*",
        "URL, https://*.example.test/abc?q=1, https://*.example.test/abc?q=1",
        "URL, https://host.example.test/*, https://host.example.test/*",
        "URL, hxxp://*[.]example.test:80/*, http://*.example.test/*",
        "URL, h**p://host.example.test/*, http://host.example.test/*",
        "IP, 192.0.2.1, 192.0.2.1",
        "IP, 192.0.2.1/32, 192.0.2.1",
        "IP, 192.0.2.1-192.0.2.1, 192.0.2.1",
        "IP, 192.0.2.0/24, 192.0.2.0/24",
        "IP, 192.0.2.*, 192.0.2.0/24",
        "IP, 10.*.*.*, 10.0.0.0/8",
        "IP, 192.0.2.0-192.0.2.255, 192.0.2.0/24",
        "IP, 192[.]0[.]2[.]5 - 192.0.2.20, 192.0.2.5-192.0.2.20",
        "IP, 192.0.2.1-192.0.2.2, 192.0.2.1-192.0.2.2",
        "IP, 2001:DB8:0::/32, 2001:db8::/32",
        "IP, 2001:db8::5-2001:db8::1:0, 2001:db8::5-2001:db8::1:0",
        "IP, 2001:db8::1/128, 2001:db8::1",
        "FILE_SHA1, 0123456789ABCDEF0123456789abcdef01234567, 0123456789abcdef0123456789abcdef01234567"
    })
    void a_pattern_has_one_text(ObjectType type, String text, String canonical) throws RefusedException {
        ExceptionPattern pattern = ExceptionPattern.of(type, text);

        assertThat(pattern.text()).isEqualTo(canonical);
        assertThat(ExceptionPattern.of(type, canonical)).isEqualTo(pattern);
    }

    @Test
    void each_kind_of_pattern_says_what_it_means() throws RefusedException {
        assertThat(kind(ObjectType.DOMAIN, "good.example.test")).isEqualTo(new Exact("good.example.test"));
        assertThat(kind(ObjectType.DOMAIN, "*.a.example.test"))
                .isEqualTo(new Host(null, "a.example.test", true, null, null, false));
        assertThat(kind(ObjectType.URL, "https://*.example.test/"))
                .isEqualTo(new Host("https", "example.test", true, null, "/", false));
        assertThat(kind(ObjectType.URL, "https://*.example.test:8443/abc/*"))
                .isEqualTo(new Host("https", "example.test", true, "8443", "/abc/", true));
        assertThat(kind(ObjectType.URL, "http://host.example.test/*"))
                .isEqualTo(new Host("http", "host.example.test", false, null, "/", true));
        assertThat(kind(ObjectType.IP, "198.51.*.*")).isEqualTo(new Range("198.51.0.0", "198.51.255.255"));
        assertThat(kind(ObjectType.IP, "2001:db8::/112")).isEqualTo(new Range("2001:db8::", "2001:db8::ffff"));
    }

    @Test
    void a_host_stands_reversed_for_the_registry() {
        assertThat(new Host(null, "a.example.test", true, null, null, false).reversedHost())
                .isEqualTo("test.example.a.");
    }

    @ParameterizedTest
    @CsvSource({
        "DOMAIN, good.example.test, good.example.test, true",
        "DOMAIN, good.example.test, x.good.example.test, false",
        "DOMAIN, *.a.example.test, b.a.example.test, true",
        "DOMAIN, *.a.example.test, c.b.a.example.test, true",
        "DOMAIN, *.a.example.test, a.example.test, false",
        "DOMAIN, *.a.example.test, ba.example.test, false",
        "DOMAIN, *.a.example.test, b.a.example.test.example.test, false",
        "URL, https://*.example.test/, https://a.example.test/, true",
        "URL, https://*.example.test/, https://a.b.example.test/, true",
        "URL, https://*.example.test/, https://example.test/, false",
        "URL, https://*.example.test/, http://a.example.test/, false",
        "URL, https://*.example.test/, https://a.example.test/x, false",
        "URL, https://*.example.test/, https://a.example.test/?x, false",
        "URL, https://*.example.test/, https://a.example.test:8443/, false",
        "URL, https://*.example.test/, https://bad.test/.example.test/, false",
        "URL, https://*.example.test:8443/, https://a.example.test:8443/, true",
        "URL, https://*.example.test:8443/, https://a.example.test/, false",
        "URL, https://*.example.test/abc/*, https://a.example.test/abc/d, true",
        "URL, https://*.example.test/abc/*, https://a.example.test/abc/, false",
        "URL, https://*.example.test/abc/*, https://a.example.test/abcd/e, false",
        "URL, https://*.example.test/abc/*, https://a.example.test/ABC/d, false",
        "URL, https://host.example.test/*, https://host.example.test/d?e, true",
        "URL, https://host.example.test/*, https://host.example.test/, false",
        "URL, https://host.example.test/*, https://x.host.example.test/d, false",
        "URL, https://*.example.test/*, 'http://[2001:db8::1]/', false",
        "IP, 192.0.2.0/24, 192.0.2.0, true",
        "IP, 192.0.2.0/24, 192.0.2.255, true",
        "IP, 192.0.2.0/24, 192.0.3.0, false",
        "IP, 192.0.2.5-192.0.2.20, 192.0.2.5, true",
        "IP, 192.0.2.5-192.0.2.20, 192.0.2.20, true",
        "IP, 192.0.2.5-192.0.2.20, 192.0.2.4, false",
        "IP, 192.0.2.5-192.0.2.20, 192.0.2.100, false",
        "IP, 2001:db8::/32, 2001:db8:ffff::1, true",
        "IP, 2001:db8::/32, 2001:db9::, false",
        "IP, ::c000:0/100, 192.0.2.1, false"
    })
    void a_pattern_covers_what_it_says(ObjectType type, String pattern, String value, boolean covered)
            throws RefusedException {
        assertThat(ExceptionPattern.of(type, pattern).matches(SuspiciousObject.of(type, value)))
                .isEqualTo(covered);
    }

    @Test
    void a_pattern_leaves_objects_of_other_types_alone() throws RefusedException {
        SuspiciousObject domain = SuspiciousObject.of(ObjectType.DOMAIN, "a.example.test");

        assertThat(ExceptionPattern.of(ObjectType.URL, "http://*.example.test/").matches(domain))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DOMAIN, ba*d.example.test, wildcard",
        "DOMAIN, *, wildcard",
        "DOMAIN, *., empty",
        "DOMAIN, *.*.example.test, wildcard",
        "DOMAIN, *bad.example.test, wildcard",
        "DOMAIN, example.*, wildcard",
        "DOMAIN, *.test, bare_name",
        "DOMAIN, *.com, public_suffix",
        "DOMAIN, *.co.jp, public_suffix",
        "DOMAIN, *.github.io, public_suffix",
        "DOMAIN, *.2.1, is_address",
        "DOMAIN, *.example.test/, is_url",
        "DOMAIN, https://*.example.test/, wildcard",
        "DOMAIN, '', empty",
        "URL, *, wildcard",
        "URL, *.example.test, wildcard",
        "URL, http://*/, wildcard",
        "URL, ftp://*.example.test/, wildcard",
        "URL, *://a.example.test/, wildcard",
        "URL, http://*.*.example.test/, wildcard",
        "URL, http://a.example.test:*/, wildcard",
        "URL, http://a.example.test/a*b, wildcard",
        "URL, http://a.example.test/a*, wildcard",
        "URL, http://a.example.test/*/b, wildcard",
        "URL, http://a.example.test/*/*, wildcard",
        "URL, http://a.example.test/?*, wildcard",
        "URL, http://*.test/, bare_name",
        "URL, http://*.co.jp/, public_suffix",
        "URL, http://*.co.jp/abc/*, public_suffix",
        "URL, http://co.jp/*, public_suffix",
        "URL, http://*.x@example.test/, ambiguous",
        "URL, http://a.example.test/?u=/*, ambiguous",
        "URL, http://a.example.test/#/*, ambiguous",
        "URL, http://*.example.test/#a, ambiguous",
        "URL, http://192.0.2.1/*, is_address",
        "URL, 'http://[2001:db8::1]/*', is_address",
        "URL, http://*.2.1/, short_form",
        "URL, 'http://a.example.test\\@b.example.test/*', ambiguous",
        "IP, 192.0.2.1/24, host_bits",
        "IP, 2001:db8::1/64, host_bits",
        "IP, 192.0.2.9-192.0.2.1, backwards",
        "IP, 192.0.2.9-2001:db8::1, backwards",
        "IP, 0.0.0.0/0, too_wide",
        "IP, 10.0.0.0/7, too_wide",
        "IP, '::/0', too_wide",
        "IP, '2000::/3', too_wide",
        "IP, 192.0.2.0-193.255.255.255, too_wide",
        "IP, *.*.*.*, wildcard",
        "IP, *, wildcard",
        "IP, 192.*.2.*, wildcard",
        "IP, 192.0.*, wildcard",
        "IP, 192.0.2.1*, wildcard",
        "IP, 2001:db8::*, wildcard",
        "IP, 010.0.0.0/8, octal_form",
        "IP, 192.0.2.010-192.0.2.20, octal_form",
        "IP, 192.0.2.0/33, network",
        "IP, 192.0.2.0/255.255.255.0, network",
        "IP, 192.0.2.0/, network",
        "IP, 192.0.2.1-, not_an_address",
        "IP, '::ffff:192.0.2.0/120', not_an_address",
        "IP, 127.0.0.1, never_blocked",
        "IP, http://192.0.2.1/, is_url",
        "FILE_SHA1, 0123*, wildcard",
        "FILE_SHA256, 0123456789abcdef0123456789abcdef01234567, wrong_length"
    })
    void what_has_no_clear_meaning_is_refused(ObjectType type, String text, String reason) {
        assertThat(refusal(type, text).reason().word()).isEqualTo(reason);
    }

    @Test
    void a_network_with_host_bits_is_refused_with_the_network_that_it_would_be() {
        assertThat(refusal(ObjectType.IP, "192.0.2.77/24")).hasMessageContaining("192.0.2.0/24");
    }

    @Test
    void a_pattern_has_at_most_2047_characters() throws RefusedException {
        String longest = "https://*.example.test/" + "a".repeat(ExceptionPattern.LONGEST - 25) + "/*";

        assertThat(ExceptionPattern.of(ObjectType.URL, longest).text()).isEqualTo(longest);
        assertThat(refusal(ObjectType.URL, longest.replace("/a", "/aa"))
                        .reason()
                        .word())
                .isEqualTo("too_long");
        assertThat(refusal(ObjectType.URL, "*".repeat(1 << 20))).hasMessageContaining("characters");
        assertThat(refusal(ObjectType.URL, null).reason().word()).isEqualTo("empty");
    }

    @Test
    void random_texts_are_refused_or_give_the_same_pattern_for_good() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int wildcards = 0;
        for (int round = 0; round < 40_000; round++) {
            String text = text(random);
            for (ObjectType type : ObjectType.values()) {
                wildcards += refusedOrForGood(type, text, seed) ? 1 : 0;
            }
        }
        assertThat(wildcards).as("seed %d: patterns worth the test", seed).isGreaterThan(200);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "http://*." : "");
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }

    private static boolean refusedOrForGood(ObjectType type, String text, long seed) {
        try {
            ExceptionPattern pattern = ExceptionPattern.of(type, text);
            assertThat(ExceptionPattern.of(type, pattern.text()))
                    .as("seed %d: %s %s", seed, type, text)
                    .isEqualTo(pattern);
            return !(pattern.kind() instanceof Exact);
        } catch (RefusedException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(400).doesNotContain("\u0000", "\u202e");
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + type + " " + text, e);
        }
    }

    private static ExceptionPattern.Kind kind(ObjectType type, String text) throws RefusedException {
        return ExceptionPattern.of(type, text).kind();
    }

    private static RefusedException refusal(ObjectType type, String text) {
        return catchThrowableOfType(RefusedException.class, () -> ExceptionPattern.of(type, text));
    }
}
