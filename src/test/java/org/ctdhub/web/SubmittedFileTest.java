// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmittedFileTest {

    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void a_large_file_takes_no_more_memory_than_a_small_one() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SubmittedFile.read(body(3));
        InputStream large = body(30);
        long before = threads.getCurrentThreadAllocatedBytes();

        SubmittedFile file = SubmittedFile.read(large);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEBIBYTE);
        assertThat(file.wish().object().value()).isEqualTo("a869e551c0dfeaf152a594f9051b99a65d46f16d");
    }

    /** A file of as many mebibytes of zeroes, three at a time. */
    private static InputStream body(int mebibytes) {
        byte[] piece = "A".repeat(MEBIBYTE * 4).getBytes(UTF_8);
        List<InputStream> pieces = Collections.nCopies(mebibytes / 3, piece).stream()
                .<InputStream>map(ByteArrayInputStream::new)
                .toList();
        return new SequenceInputStream(
                text("{\"file_content_base64_string\":\""),
                new SequenceInputStream(
                        new SequenceInputStream(Collections.enumeration(pieces)),
                        text("\",\"file_scan_action\":\"LOG\"}")));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
