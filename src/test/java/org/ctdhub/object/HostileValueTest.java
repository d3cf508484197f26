// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values as an attacker would write them, against every type. */
class HostileValueTest {
    private static final int LONGEST_QUOTE = 80;

    private static final String[] FRAGMENTS =
            ("http://|https://|hxxp://|h**ps[:]//|ftp:|javascript:|//|/|?|#|@|:|::|:80|:443|:99999|[|]|[.]|"
                            + "(dot)|{.}|[:]|.|..|\u3002|\uff0e|*|-|_|%|%25|%00|\\| |\t|\r\n|\u0000|\u0085|\u00a0|\u00ad|"
                            + "\u200d|\u202e|\u2028|\ufeff|\ud800|\udc00|\ud83d\ude00|\uff11|\u0661|\u2105|\u212a|\u0130|"
                            + "\u00df|\u00fc|\u0430|\u05d0|\u0627|\u65e5|\u0308|\u094d|xn--|XN--|xn--p1ai|xn--bcher-kva|"
                            + "xn--a-\uff0f|192.0.2.1|127.0.0.1|010.|0x7f|2130706433|1.2.3|/24|2001:db8::1|[2001:db8::1]|"
                            + "::ffff:192.0.2.1|fe80::1|%eth0|ffff|0|00000|com|co.jp|github.io|test|localhost|"
                            + "bad.example.test|a|B|-a-|<script>|'\"|$(id)|=cmd|0123456789abcdef0123456789abcdef01234567|"
                            + "0123456789ABCDEF01234567|"
                            + "a".repeat(64) + "|" + "\ufdfa".repeat(60))
                    .split("\\|");

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_value_is_refused_in_one_short_harmless_line(String text) {
        for (ObjectType type : ObjectType.values()) {
            String message = Reading.refusal(type, text).getMessage();
            assertThat(message).hasSizeLessThan(400);
            assertThat(message.codePoints()).noneMatch(Quotation::isInvisible);
        }
    }

    static Stream<String> hostile() {
        return Stream.of(
                "",
                " \r\n",
                "http://bad.example.test/\r\nSet-Cookie: a=b",
                "bad.example.test\r\nworse.example.test",
                "http://bad.example.test/\u0000",
                "bad.example.test\u0000",
                "http://bad.example.test/\u202egpj.exe",
                "bad\u202e.example.test",
                "192.0.2.1\u202e",
                "http://bad.example.test/\ud800",
                "bad\udc00.example.test",
                "http://bad.example.test/\ufffe",
                "http://bad.example.test/\ud83f\udfff",
                "http://xn--/",
                "xn--.xn--",
                "010.010.010.010",
                "http://" + "a".repeat(64) + ".test/",
                "a".repeat(64) + ".test",
                "http://bad.example.test/" + "a".repeat(8000),
                "a".repeat(8000),
                "\u00fc".repeat(8000),
                "\u202e".repeat(8000),
                "\ufdfa".repeat(500),
                "http://" + "[".repeat(8000) + "/",
                "xn--" + "z".repeat(400));
    }

    @ParameterizedTest
    @EnumSource(ObjectType.class)
    void a_missing_value_is_refused(ObjectType type) {
        assertThat(Reading.reason(type, null)).isEqualTo("empty");
    }

    @ParameterizedTest
    @EnumSource(ObjectType.class)
    void a_megabyte_is_refused_for_its_length_before_it_is_read(ObjectType type) {
        assertThat(Reading.reason(type, " ".repeat(1 << 20))).isEqualTo("too_long");
    }

    @Test
    void a_quotation_is_cut_at_80_characters_and_shows_what_is_hidden() {
        assertThat(Quotation.of("a".repeat(LONGEST_QUOTE))).isEqualTo("a".repeat(LONGEST_QUOTE));
        assertThat(Quotation.of("a".repeat(81))).isEqualTo("a".repeat(77) + "...");
        assertThat(Quotation.of("\u0000".repeat(500)))
                .hasSizeLessThanOrEqualTo(LONGEST_QUOTE)
                .endsWith("\\u{0}...");
        assertThat(Quotation.of("a\"\\\u2066\ud800\ud83d\ude00")).isEqualTo("a\\\"\\\\\\u{2066}\\u{d800}\ud83d\ude00");
    }

    @Test
    void random_texts_are_refused_or_normalised_for_good() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int normalised = 0;
        for (int round = 0; round < 10_000; round++) {
            String text = text(random);
            for (ObjectType type : ObjectType.values()) {
                normalised += refusedOrForGood(type, text, seed) ? 1 : 0;
            }
        }
        assertThat(normalised)
                .as("seed %d: texts that are worth the test", seed)
                .isGreaterThan(100);
    }

    private static String text(Random random) {
        // a third begins as a URL, or next to none would be one
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "http://" : "");
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }

    private static boolean refusedOrForGood(ObjectType type, String text, long seed) {
        try {
            SuspiciousObject object = SuspiciousObject.of(type, text);
            assertThat(catchThrowable(() -> assertSameAgain(object))).isNull();
            return true;
        } catch (RefusedException refused) {
            assertThat(refused.getMessage().codePoints()).noneMatch(Quotation::isInvisible);
            return false;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + type + " " + Quotation.of(text), e);
        }
    }

    private static void assertSameAgain(SuspiciousObject object) throws RefusedException {
        assertThat(SuspiciousObject.of(object.type(), object.value())).isEqualTo(object);
        object.host().ifPresent(host -> assertThat(host).isNotEmpty());
    }
}
