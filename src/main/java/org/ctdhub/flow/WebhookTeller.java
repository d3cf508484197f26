// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.ctdhub.auth.BodySignature;
import org.ctdhub.auth.Certificates;
import org.ctdhub.net.Peers;
import org.ctdhub.registry.News;
import org.ctdhub.registry.Parcel;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes a parcel the call of a webhook: JSON, signed. */
@Component("webhookTeller")
public class WebhookTeller {

    private static final String RECEIVER = "receiver";

    private final JsonMapper json;
    private final Peers peers;
    private final Clock clock;

    public WebhookTeller(JsonMapper json, Peers peers, Clock clock) {
        this.json = json;
        this.peers = peers;
        this.clock = clock;
    }

    /**
     * For a route: makes the message the call, and says where it goes. The address's query travels in a header, since in the
     * endpoint's own it would set options of the endpoint.
     */
    public void write(Exchange exchange) throws CertificateException {
        Parcel parcel = Teller.parcel(exchange);
        URI address = URI.create(parcel.address());
        peers.admit(
                "forward " + parcel.name(), // no product's name has a blank
                List.of(address),
                parcel.authority() == null ? List.of() : Certificates.read(parcel.authority()));
        byte[] body = json.writeValueAsBytes(body(parcel));
        Instant at = clock.instant();
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(body);
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, address.getRawPath());
        message.setHeader(Exchange.HTTP_QUERY, address.getRawQuery());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-CTD-Delivery", parcel.delivery());
        message.setHeader("X-CTD-Timestamp", String.valueOf(at.getEpochSecond()));
        message.setHeader("X-CTD-Signature", BodySignature.of(parcel.secret(), at, body));
        exchange.setProperty(RECEIVER, address.getScheme() + "://" + address.getRawAuthority());
    }

    private static Map<String, Object> body(Parcel parcel) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("delivery", parcel.delivery());
        body.put("forward", parcel.name());
        body.put("about", parcel.about().word());
        body.put("items", parcel.news().stream().map(News::fields).toList());
        return body;
    }
}
