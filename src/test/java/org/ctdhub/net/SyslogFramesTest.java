// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines as they come over a connection, cut wherever the network cuts them. */
class SyslogFramesTest {

    private static final String LONG = "CEF:0|" + "x".repeat(70_000);

    @Test
    void lines_end_with_a_line_feed_or_begin_with_their_length_in_one_connection() {
        assertThat(texts("<13>one\n<13>two\r\n\n8 <13>fo\nr5 CEF:5\n2020-01-01 six\n12 monkeys\n"))
                .containsExactly("<13>one", "<13>two", "<13>fo\nr", "CEF:5", "2020-01-01 six", "12 monkeys");
    }

    @Test
    void it_makes_no_difference_where_the_network_cuts() {
        byte[] all = ("<13>one\n8 <13>漢x" + LONG + "\nafter\n70001 <" + "y".repeat(70_000) + "9 <13>after\n<13>last\n")
                .getBytes(UTF_8);
        List<String> whole = shown(read(all, all.length));
        assertThat(whole)
                .containsExactly("<13>one", "<13>漢x", "!too_long", "after", "!too_long", "<13>after", "<13>last");
        Random random = new Random(3);
        for (int round = 0; round < 30; round++) {
            assertThat(shown(read(all, 1 + random.nextInt(20_000)))).isEqualTo(whole);
        }
        assertThat(shown(read(all, 1))).isEqualTo(whole);
    }

    @Test
    void the_longest_line_is_taken_and_a_longer_one_is_not() {
        assertThat(texts("a".repeat(65_536) + "\r\n")).hasSize(1);
        assertThat(shown(read(("a".repeat(65_537) + "\n").getBytes(UTF_8), 4_096)))
                .containsExactly("!too_long");
    }

    @Test
    void what_is_not_utf_8_and_what_lost_its_end_is_no_line() {
        assertThat(shown(read(new byte[] {'a', (byte) 0xff, '\n', 'b', '\n', 'c'}, 10)))
                .containsExactly("!not_utf8", "b", "!cut_off");
    }

    private static List<String> texts(String sent) {
        return shown(read(sent.getBytes(UTF_8), 7));
    }

    private static List<String> shown(List<ReceivedLine> lines) {
        return lines.stream()
                .map(line -> line.fault() == null ? line.text() : "!" + line.fault())
                .toList();
    }

    private static List<ReceivedLine> read(byte[] all, int atOnce) {
        EmbeddedChannel channel = new EmbeddedChannel(new SyslogFrames(), new LineBatches());
        for (int from = 0; from < all.length; from += atOnce) {
            channel.writeInbound(Unpooled.copiedBuffer(all, from, Math.min(atOnce, all.length - from)));
        }
        channel.finish();
        List<ReceivedLine> lines = new ArrayList<>();
        for (Object batch = channel.readInbound(); batch != null; batch = channel.readInbound()) {
            ((List<?>) batch).forEach(line -> lines.add((ReceivedLine) line));
        }
        return lines;
    }
}
