// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * A call by SOAP 1.1.
 *
 * @param action the value of its header {@code SOAPAction}
 * @param body the envelope
 */
public record SoapRequest(String action, String body) {

    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    /** It stands in quotes in a header, and comes from the product's own description. */
    private static final Pattern ACTION = Pattern.compile("[\\x21\\x23-\\x7E]{0,1000}");

    /**
     * Takes {@code namespace}, {@code operation}, {@code action} (may be empty) and {@code arguments}, an object whose fields
     * become the elements of the operation, see {@link XmlTree}.
     *
     * @throws UnreadableException if it can't be written
     */
    public static SoapRequest of(JsonNode call) {
        String action = call.path("action").asText("");
        if (!ACTION.matcher(action).matches()) {
            throw new UnreadableException("The SOAPAction that the product's description names is no header value.");
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode operation = json.objectNode();
        operation.set("@xmlns", call.path("namespace"));
        call.path("arguments").properties().forEach(each -> operation.set(each.getKey(), each.getValue()));
        ObjectNode envelope = json.objectNode().put("@xmlns", ENVELOPE);
        envelope.putObject("Body").set(call.path("operation").asText(), operation);
        return new SoapRequest(
                "\"" + action + "\"", XmlTree.document(json.objectNode().set("Envelope", envelope)));
    }
}
