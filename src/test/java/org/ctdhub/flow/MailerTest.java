// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.flow.MailSettings.Tls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters, as a mail server takes them. */
class MailerTest {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        server.setUser("hub@example.test", "hub", "secret word");
        server.start();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop();
    }

    @Test
    void a_letter_reaches_each_address_with_its_page_and_its_files() throws Exception {
        mailer("hub", "secret word", Tls.NONE)
                .send(new Letter(
                        List.of("one@example.test", "two@example.test"),
                        "Überblick",
                        "10 objects",
                        Optional.of("<p>10 öbjects</p>"),
                        List.of(new Letter.Enclosure("objects.csv", "text/csv", "value\r\né\r\n"))));

        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage letter = server.getReceivedMessages()[1];
        assertThat(letter.getSubject()).isEqualTo("Überblick");
        assertThat(letter.getFrom()[0]).hasToString("hub@example.test");
        assertThat(letter.getRecipients(Message.RecipientType.TO)).hasSize(2);
        MimeMultipart parts = (MimeMultipart) letter.getContent();
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("10 objects");
        MimeMultipart page = (MimeMultipart) parts.getBodyPart(1).getContent();
        assertThat(page.getBodyPart(0).getContentType()).startsWith("text/html");
        BodyPart file = page.getBodyPart(1);
        assertThat(file.getFileName()).isEqualTo("objects.csv");
        try (InputStream content = file.getInputStream()) {
            assertThat(content.readAllBytes()).isEqualTo("value\r\né\r\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void what_somebody_wrote_into_a_subject_makes_no_header() throws Exception {
        mailer("", "", Tls.NONE).send(plain("brake\r\nBcc: thief@example.test\r\n\r\nbody", "line one\nline two"));

        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage letter = server.getReceivedMessages()[0];
        assertThat(letter.getSubject()).contains("Bcc: thief@example.test");
        assertThat(letter.getHeader("Bcc")).isNull();
        assertThat(letter.getContent().toString()).contains("line one\r\nline two");
    }

    @Test
    void a_server_without_tls_gets_nothing_where_tls_is_asked_for() {
        assertThatThrownBy(() -> mailer("hub", "secret word", Tls.STARTTLS).send(plain("subject", "text")))
                .isInstanceOf(UnsentException.class)
                .hasMessageContaining("127.0.0.1:" + port())
                .hasMessageContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_that_refuses_the_password_is_named_and_the_password_is_not() {
        assertThatThrownBy(() -> mailer("hub", "another word", Tls.NONE).send(plain("subject", "text")))
                .isInstanceOf(UnsentException.class)
                .hasMessageContaining("127.0.0.1:" + port())
                .hasMessageNotContaining("another word");
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private Mailer mailer(String user, String password, Tls tls) {
        return new Mailer(
                camel,
                camel.createProducerTemplate(),
                new MailSettings("127.0.0.1", port(), user, password, tls, "hub@example.test"));
    }

    private static Letter plain(String subject, String text) {
        return new Letter(List.of("one@example.test"), subject, text, Optional.empty(), List.of());
    }
}
