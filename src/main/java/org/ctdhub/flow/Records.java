// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.apache.camel.Exchange;
import org.ctdhub.format.JsonRecords;
import org.ctdhub.format.SoapRequest;
import org.ctdhub.format.StrictJson;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.XmlRecords;
import org.ctdhub.format.XmlRecordsWriter;
import org.ctdhub.format.XmlTree;
import org.springframework.stereotype.Component;

/** For connectors' routes: turns a product's answer into records, read while they come in. */
@Component("records")
public class Records {

    private static final long MOST = 1_000_000;
    private static final int LONGEST = 64 * 1024;
    private static final int BEGINNING = 1_200;

    /** The repeated element of an XML list, one record each; by its path, so that an error page is no empty list. */
    public void xml(String element, Exchange exchange) throws UnreadableException {
        exchange.getMessage().setBody(XmlRecords.open(body(exchange), element, MOST, LONGEST));
    }

    /** A small XML document as one record. */
    public void xmlDocument(Exchange exchange) throws UnreadableException {
        exchange.getMessage().setBody(XmlRecords.document(body(exchange)));
    }

    /** The same with the elements' attributes: each a field behind an @. */
    public void xmlWithAttributes(Exchange exchange) throws UnreadableException {
        exchange.getMessage().setBody(XmlRecords.documentWithAttributes(body(exchange)));
    }

    /** The JSON array under a path of field names such as {@code data.items}; an empty path means the document itself. */
    public void json(String path, Exchange exchange) throws UnreadableException {
        exchange.getMessage().setBody(JsonRecords.open(body(exchange), path, MOST, LONGEST));
    }

    /** A small JSON document as one record. */
    public void jsonDocument(Exchange exchange) throws UnreadableException {
        exchange.getMessage().setBody(StrictJson.read(body(exchange)));
    }

    /** What stands in the array under a path of field names such as {@code data.lines} of a small JSON document, as a list. */
    public void jsonList(String path, Exchange exchange) throws UnreadableException {
        JsonNode array = StrictJson.read(body(exchange)).at("/" + path.replace('.', '/'));
        if (!array.isArray()) {
            throw new UnreadableException("The answer has no list under " + path + ".");
        }
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        exchange.getMessage().setBody(list);
    }

    /**
     * Sets aside the items that XML can't carry, each refused with its reason, so that the others can go; for routes that
     * write XML, before anything is made of the items that came.
     */
    public void keepXml(Exchange exchange) throws UnreadableException {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        List<JsonNode> refused = new ArrayList<>();
        for (JsonNode item : StrictJson.tree(exchange.getMessage().getBody())) {
            XmlTree.problem(item)
                    .ifPresentOrElse(
                            why -> refused.add(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("key", item.path("key").asText())
                                    .put("outcome", "refused")
                                    .put("reason", why)),
                            () -> kept.add(item));
        }
        exchange.setProperty(Property.SET_ASIDE, refused);
        exchange.getMessage().setBody(kept);
    }

    /**
     * Records as an XML list under the three names of its elements, such as {@code Return/REPORTS/REPORT}; each field of a
     * record becomes an element. Throws an UnreadableException if a value holds what XML can't carry.
     */
    public void toXml(String elements, Exchange exchange) throws UnreadableException, XMLStreamException {
        String[] names = elements.split("/", -1);
        List<ObjectNode> records = new ArrayList<>();
        StrictJson.tree(exchange.getMessage().getBody()).forEach(each -> records.add((ObjectNode) each));
        List<String> refused = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XmlRecordsWriter(names[0], names[1], names[2])
                .write(records.iterator(), out, (each, problem) -> refused.add(problem));
        if (!refused.isEmpty()) {
            throw new UnreadableException("It can't be written as XML: " + refused.get(0));
        }
        exchange.getMessage().setBody(out.toString(StandardCharsets.UTF_8));
    }

    /** A call ({@code namespace}, {@code operation}, {@code action}, {@code arguments}) as a SOAP request with its headers. */
    public void toSoap(Exchange exchange) throws UnreadableException {
        SoapRequest request =
                SoapRequest.of(StrictJson.tree(exchange.getMessage().getBody()));
        exchange.getMessage().setHeader("Content-Type", "text/xml; charset=utf-8");
        exchange.getMessage().setHeader("SOAPAction", request.action());
        exchange.getMessage().setBody(request.body().getBytes(StandardCharsets.UTF_8));
    }

    /** The body as JSON text, for a request that is signed over its very bytes. */
    public void toJson(Exchange exchange) throws UnreadableException {
        exchange.getMessage()
                .setBody(StrictJson.tree(exchange.getMessage().getBody()).toString());
    }

    /** The beginning of the answer as text, for a connection test; no more of it is read. */
    public void beginning(Exchange exchange) throws IOException {
        try (InputStream body = body(exchange)) {
            exchange.getMessage().setBody(new String(body.readNBytes(BEGINNING), StandardCharsets.UTF_8));
        }
    }

    private static InputStream body(Exchange exchange) {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        return body == null ? InputStream.nullInputStream() : body;
    }
}
