// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.XmlRecords;
import org.ctdhub.object.RefusedException;
import org.ctdhub.registry.Digests.Digest;
import org.ctdhub.registry.HubExceptions;
import org.ctdhub.registry.HubExceptions.Exempt;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.LinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hub answered.
 *
 * @param said its records, without those that can't be read
 * @param upTo the highest number among all of them; 0: there were none
 * @param reset whether the hub began anew
 */
record HubAnswer<T>(List<T> said, long upTo, boolean reset) {

    private static final String LIST = "Return/REPORTS/REPORT";
    private static final String NUMBER = "[0-9]{1,18}";
    private static final long MOST = 1_000_000;
    private static final int LONGEST = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(HubAnswer.class);

    /** Objects, decisions and presets. */
    static HubAnswer<LinkRecord> records(Exchange exchange) throws UnreadableException {
        return read(exchange, HubAnswer::record);
    }

    /** Exceptions. */
    static HubAnswer<Exempt> exceptions(Exchange exchange) throws UnreadableException {
        return read(exchange, HubAnswer::exempt);
    }

    /** Digests by bucket. */
    static List<Digest> digests(Exchange exchange) throws UnreadableException {
        return read(
                        exchange,
                        elements -> Optional.of(new Digest(
                                elements.getOrDefault("Bucket", ""),
                                Long.parseLong(elements.getOrDefault("Records", "0")),
                                elements.getOrDefault("Digest", ""))))
                .said();
    }

    /** The highest of this manager's numbers that the hub has. */
    static long lastId(Exchange exchange) throws UnreadableException {
        JsonNode lastId = XmlRecords.document(body(exchange)).path("Return").path("LastID");
        if (!lastId.asText().matches(NUMBER)) {
            throw new UnreadableException("The hub's answer has no LastID.");
        }
        return Long.parseLong(lastId.asText());
    }

    private static <T> HubAnswer<T> read(Exchange exchange, Function<Map<String, String>, Optional<T>> reading)
            throws UnreadableException {
        List<T> said = new ArrayList<>();
        long upTo = 0;
        try (XmlRecords answer = XmlRecords.open(body(exchange), LIST, MOST, LONGEST)) {
            while (answer.hasNext()) {
                Map<String, String> elements = new HashMap<>();
                answer.next()
                        .properties()
                        .forEach(field ->
                                elements.put(field.getKey(), field.getValue().asText()));
                String id = elements.getOrDefault("ID", "");
                upTo = Math.max(upTo, id.matches(NUMBER) ? Long.parseLong(id) : 0);
                reading.apply(elements).ifPresent(said::add);
            }
            boolean reset = answer.attribute("reset").filter("1"::equals).isPresent();
            return new HubAnswer<>(said, upTo, reset);
        }
    }

    private static InputStream body(Exchange exchange) {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        return body == null ? InputStream.nullInputStream() : body;
    }

    private static Optional<LinkRecord> record(Map<String, String> elements) {
        try {
            return Optional.of(LinkRecord.read(elements));
        } catch (RefusedException | ImpossibleException | IllegalArgumentException e) {
            LOG.warn("A record of the hub is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Exempt> exempt(Map<String, String> elements) {
        String type = elements.getOrDefault("Type", "");
        Optional<Exempt> read = type.matches("[0-4]")
                        && elements.getOrDefault("ID", "").matches(NUMBER)
                ? HubExceptions.pattern(LinkRecord.TYPES.get(Integer.parseInt(type)), elements.getOrDefault("Data", ""))
                        .map(pattern -> new Exempt(
                                Long.parseLong(elements.get("ID")), pattern, "1".equals(elements.get("Action"))))
                : Optional.empty();
        if (read.isEmpty()) {
            LOG.warn("An exception of the hub is passed over: it can't be read.");
        }
        return read;
    }
}
