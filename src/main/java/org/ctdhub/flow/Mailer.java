// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import jakarta.activation.DataHandler;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailConstants;
import org.ctdhub.flow.MailSettings.Tls;
import org.springframework.stereotype.Component;

/** Hands letters to the mail server that is set. */
@Component("mailer")
public class Mailer {

    private static final int PATIENCE_MILLIS = 30_000;

    private final CamelContext camel;
    private final ProducerTemplate producer;
    private final MailSettings settings;

    public Mailer(CamelContext camel, ProducerTemplate producer, MailSettings settings) {
        this.camel = camel;
        this.producer = producer;
        this.settings = settings;
    }

    /** Whether a mail server is set. */
    public boolean isSet() {
        return !settings.host().isBlank();
    }

    /**
     * Hands a letter over, as one message to all who get it. Throws {@link UnsentException} where the server can't be
     * reached or doesn't take it, and an {@link IllegalStateException} where none is set.
     */
    public void send(Letter letter) throws UnsentException {
        if (!isSet()) {
            throw new IllegalStateException("No mail server is set; set ctd.mail.host.");
        }
        Exchange sent = producer.send(server(), exchange -> write(exchange, letter));
        if (sent.isFailed()) {
            Exception failure = sent.getException();
            throw new UnsentException(
                    "The mail server " + settings.host() + ":" + settings.port() + " did not take it: "
                            + ProductError.text(failure),
                    failure);
        }
    }

    private Endpoint server() {
        String scheme = settings.tls() == Tls.TLS ? "smtps" : "smtp";
        String uri = scheme + "://" + settings.host() + ":" + settings.port();
        Endpoint known = camel.hasEndpoint(uri);
        if (known != null) {
            return known;
        }
        // no option stands in the address: logs show addresses
        camel.getComponent(scheme, MailComponent.class).setConfiguration(configuration(scheme));
        return camel.getEndpoint(uri);
    }

    private MailConfiguration configuration(String scheme) {
        MailConfiguration configuration = new MailConfiguration(camel);
        configuration.setFrom(settings.from());
        configuration.setConnectionTimeout(PATIENCE_MILLIS);
        configuration.setUseHeaderRecipients(true);
        configuration.setUseHeaderSubject(true);
        if (!settings.user().isBlank()) {
            configuration.setUsername(settings.user());
            configuration.setPassword(settings.password());
        }
        boolean starttls = settings.tls() == Tls.STARTTLS;
        Properties more = new Properties();
        more.putAll(Map.of(
                "mail." + scheme + ".writetimeout", String.valueOf(PATIENCE_MILLIS),
                "mail." + scheme + ".ssl.checkserveridentity", "true",
                "mail." + scheme + ".ssl.protocols", "TLSv1.3 TLSv1.2",
                "mail." + scheme + ".starttls.enable", String.valueOf(starttls),
                "mail." + scheme + ".starttls.required", String.valueOf(starttls)));
        configuration.setAdditionalJavaMailProperties(more);
        return configuration;
    }

    private static void write(Exchange exchange, Letter letter) {
        AttachmentMessage message = exchange.getMessage(AttachmentMessage.class);
        message.setHeader(MailConstants.MAIL_TO, String.join(", ", letter.to()));
        message.setHeader(MailConstants.MAIL_SUBJECT, RawText.oneLine(letter.subject()));
        message.setBody(letter.html().orElse(letter.text()));
        message.setHeader(
                MailConstants.MAIL_CONTENT_TYPE,
                (letter.html().isPresent() ? "text/html" : "text/plain") + "; charset=UTF-8");
        if (letter.html().isPresent()) {
            message.setHeader(MailConstants.MAIL_ALTERNATIVE_BODY, letter.text());
        }
        letter.enclosures()
                .forEach(file -> message.addAttachment(
                        file.name(),
                        new DataHandler(new ByteArrayDataSource(
                                file.content().getBytes(StandardCharsets.UTF_8),
                                file.mediaType() + "; charset=UTF-8"))));
    }
}
