// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultProducer;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;

/**
 * Takes the SHA-256s that a product told: one pair or a list of them, each with {@code sha1} and {@code sha256}; or those
 * among the events that it sent.
 */
class PairsProducer extends DefaultProducer {

    private final CtdEndpoint endpoint;
    private ProducerTemplate register;

    PairsProducer(CtdEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        register = endpoint.getCamelContext().createProducerTemplate();
    }

    @Override
    protected void doStop() throws Exception {
        register.stop();
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Object body = exchange.getMessage().getBody();
        List<?> told = body instanceof List<?> several ? several : body == null ? List.of() : List.of(body);
        told.stream()
                .map(each -> each instanceof RawRecord event && event.isPair() ? event.read() : each)
                .filter(pair -> pair instanceof JsonNode known && !known.isNull())
                .forEach(pair -> read((JsonNode) pair, pairs));
        if (!pairs.isEmpty()) {
            register.sendBodyAndProperty("direct:pairs?block=false", pairs, Property.PRODUCT, endpoint.getProduct());
        }
    }

    private void read(JsonNode pair, Map<String, String> pairs) {
        try {
            pairs.put(
                    SuspiciousObject.of(ObjectType.FILE_SHA1, pair.path("sha1").asText())
                            .value(),
                    SuspiciousObject.of(
                                    ObjectType.FILE_SHA256, pair.path("sha256").asText())
                            .value());
        } catch (RefusedException e) {
            ProductLog.warn(
                    endpoint.getProduct(),
                    "Product {} told a pair of hashes that is none: {}",
                    endpoint.getProduct(),
                    e.getMessage());
        }
    }
}
