// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.XmlRecordsWriter;
import org.ctdhub.registry.HubCopy;
import org.ctdhub.registry.LinkRecord;
import org.ctdhub.registry.Links.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings the hub what products here found. */
@Component("hubCourier")
public class HubCourier {

    private static final String BROUGHT = "brought";
    private static final int MOST_BROUGHT = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(HubCourier.class);

    private final HubCopy copy;

    public HubCourier(HubCopy copy) {
        this.copy = copy;
    }

    /** The call that brings what was found here; the first one after a start brings nothing, and asks what is there. */
    public void bring(Exchange exchange) throws XMLStreamException {
        Claim claim = HubCall.claim(exchange);
        List<LinkRecord> records = claim.greeted() ? copy.upload(claim, MOST_BROUGHT) : List.of();
        HubCall.to(exchange, "upload_black_lists");
        exchange.setProperty(BROUGHT, records);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_METHOD, "PUT");
        message.setHeader(Exchange.CONTENT_TYPE, "text/xml;charset=UTF-8");
        message.setBody(xml(records));
    }

    private static String xml(List<LinkRecord> records) throws XMLStreamException {
        Iterator<ObjectNode> nodes = records.stream()
                .map(record -> {
                    ObjectNode node = JsonNodeFactory.instance.objectNode();
                    record.elements().forEach(node::put);
                    return node;
                })
                .iterator();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XmlRecordsWriter("Return", "REPORTS", "REPORT")
                .write(nodes, out, (record, why) -> LOG.error("A finding can't be told to the hub: {}", why));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The hub took it. */
    public void confirmed(Exchange exchange) throws UnreadableException {
        List<?> brought = exchange.getProperty(BROUGHT, List.class);
        long upTo = brought.isEmpty() ? 0 : ((LinkRecord) brought.get(brought.size() - 1)).number();
        copy.uploaded(HubCall.claim(exchange), upTo, HubAnswer.lastId(exchange));
        HubCall.more(exchange, brought.size() == MOST_BROUGHT);
    }
}
