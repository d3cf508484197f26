// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileXmlTest {

    @TempDir
    Path folder;

    @Test
    void a_file_behind_an_entity_is_never_read() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "canary");
        assertRefused("<!DOCTYPE R [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]><R><REPORT><D>&x;</D></REPORT></R>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE R SYSTEM 'http://127.0.0.1:PORT/a.dtd'><R/>",
                "<!DOCTYPE R [<!ENTITY % p SYSTEM 'http://127.0.0.1:PORT/a.dtd'> %p;]><R/>",
                "<!DOCTYPE R [<!ENTITY x SYSTEM 'http://127.0.0.1:PORT/a'>]><R><REPORT>&x;</REPORT></R>",
            })
    void an_external_dtd_or_entity_is_never_fetched(String xml) throws IOException {
        try (ServerSocket canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(xml.replace("PORT", "" + canary.getLocalPort()));
            canary.setSoTimeout(50);
            assertThatThrownBy(canary::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_billion_laughs_are_refused() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE R [<!ENTITY e0 'ha'>");
        for (int i = 1; i < 30; i++) {
            dtd.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        assertRefused(dtd + "]><R><REPORT><D>&e29;</D></REPORT></R>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<R><REPORT><D>&undeclared;</D></REPORT></R>",
                "<R><REPORT><D a='&undeclared;'/></REPORT></R>",
                "<R><REPORT><D>\u0000</D></REPORT></R>",
                "<R><REPORT><D>&#0;</D></REPORT></R>",
                "<R><REPORT><D>&#xD800;</D></REPORT></R>",
                "<R><REPORT><D>\u0008</D></REPORT></R>",
                "<R><REPORT><D>]]></D></REPORT></R>",
                "<R><REPORT></R>",
                "<R></R><R></R>",
                "<R><REPORT a='1' a='2'/></R>",
                "<R><x:REPORT/></R>",
                "{\"REPORT\": 1}",
                "<?xml version='1.0' encoding='no-such-encoding'?><R/>",
                "<?xml version='1.0' encoding='UTF-16'?><R/>",
                " <?xml version='1.0'?><R/>",
            })
    void a_malformed_document_is_refused(String xml) {
        assertRefused(xml);
    }

    @Test
    void deep_nesting_is_refused() {
        assertRefused("<R><REPORT>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</REPORT></R>");
        assertRefused("<a>".repeat(100_000) + "</a>".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<R><REPORT><D>",
                "<R><!--",
                "<R><?p ",
                "<R><REPORT><D><![CDATA[",
                "<R><REPORT a='",
                "<R><",
                "<R a",
                "<R><REPORT></",
                "<!DOCTYPE R [<!-- "
            })
    void an_endless_token_is_cut_off(String start) {
        try (XmlRecords records =
                XmlRecords.open(new SequenceInputStream(bytes(start, UTF_8), endless('a')), "REPORT", 10, 10_000)) {
            assertThatThrownBy(records::hasNext).isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void an_endless_run_of_empty_fields_is_cut_off() {
        try (XmlRecords records = XmlRecords.open(repeated("<R><REPORT>", "<a/>"), "REPORT", 10, 10_000)) {
            assertThatThrownBy(records::hasNext).hasMessageContaining("takes more than");
        }
    }

    @Test
    void the_ration_of_bytes_is_per_record() {
        String xml = "<R>" + ("<REPORT><D>" + "x".repeat(900) + "</D></REPORT>").repeat(1000) + "</R>";
        try (XmlRecords records = XmlRecords.open(bytes(xml, UTF_8), "REPORT", 1000, 1000)) {
            int count = 0;
            for (; records.hasNext(); count++) {
                records.next();
            }
            assertThat(count).isEqualTo(1000);
        }
    }

    @Test
    void declared_encodings_are_honoured() {
        String value = "悪い.example.test";
        String xml = "<?xml version='1.0' encoding='%s'?><R><REPORT><D>" + value + "</D></REPORT></R>";
        for (Charset charset : new Charset[] {UTF_8, UTF_16, Charset.forName("Shift_JIS"), Charset.forName("EUC-JP")}) {
            try (XmlRecords records = XmlRecords.open(bytes(xml.formatted(charset), charset), "REPORT", 10, 100)) {
                assertThat(records.next().get("D").textValue())
                        .as(charset.name())
                        .isEqualTo(value);
                assertThat(records.hasNext()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00C0\u0080",
                "\u00C0\u00BC",
                "\u00E0\u0080\u00BC",
                "\u00F0\u0080\u0080\u00BC",
                "\u00ED\u00A0\u0080",
                "\u00FF",
                "\u00E6"
            })
    void bytes_that_are_not_utf_8_are_refused(String latin1) {
        assertRefused(bytes("<R><REPORT><D>" + latin1 + "</D></REPORT></R>", ISO_8859_1));
    }

    @Test
    void bytes_that_mean_nothing_in_the_declared_encoding_are_refused() {
        assertRefused(bytes(
                "<?xml version='1.0' encoding='Shift_JIS'?><R><REPORT><D>\u00FF\u00FF</D></REPORT></R>", ISO_8859_1));
        assertRefused(
                bytes("<?xml version='1.0' encoding='US-ASCII'?><R><REPORT><D>\u00E4</D></REPORT></R>", ISO_8859_1));
    }

    @Test
    void a_failure_of_the_stream_is_told() {
        InputStream failing = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("connection\r\nreset");
            }
        };
        try (XmlRecords records = XmlRecords.open(failing, "REPORT", 10, 100)) {
            assertThatThrownBy(records::hasNext)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("connection reset");
        }
    }

    private static void assertRefused(String xml) {
        assertRefused(bytes(xml, UTF_8));
        assertThatThrownBy(() -> XmlRecords.document(bytes(xml, UTF_8))).isInstanceOf(UnreadableException.class);
    }

    private static void assertRefused(InputStream xml) {
        try (XmlRecords records = XmlRecords.open(xml, "REPORT", 1000, 100_000)) {
            assertThatThrownBy(() -> records.forEachRemaining(record -> {}))
                    .isInstanceOf(UnreadableException.class)
                    .message()
                    .hasSizeLessThan(400)
                    .doesNotContain("\n", "\u0000", "canary");
        }
    }

    private static ByteArrayInputStream bytes(String xml, Charset charset) {
        return new ByteArrayInputStream(xml.getBytes(charset));
    }

    private static InputStream endless(char c) {
        return repeated("", String.valueOf(c));
    }

    private static InputStream repeated(String start, String rest) {
        return new SequenceInputStream(bytes(start, UTF_8), new FilterInputStream(InputStream.nullInputStream()) {
            private int at;

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = (byte) rest.charAt(at++ % rest.length());
                }
                return length;
            }
        });
    }
}
