// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server on which organisations share events, whose attributes are searched by {@code POST /attributes/restSearch}, in pages of
 * 20. {@code POST /lab/objects} publishes findings as attributes, or deletes them; all that come in one call are one publication.
 */
public final class SharingSimulator extends PublishingSimulator {

    private static final int PAGE = 20;
    private static final long MINUTE = 60;
    private static final Map<String, String> TYPES =
            Map.of("file_sha1", "sha1", "ip", "ip-dst", "domain", "domain", "url", "url");
    private static final Map<String, String> THREAT_LEVELS = Map.of("high", "1", "medium", "2", "low", "3");

    private final String key;
    private final Clock clock;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private long newest;

    private record Attribute(int id, Finding finding, long published) {
        String type() {
            return TYPES.get(finding.type());
        }
    }

    /** A server that one user asks with this key. */
    public SharingSimulator(String key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Publishes these, or deletes them; each publication has a second of its own. */
    @Override
    public synchronized void publish(List<Finding> findings) {
        newest = Math.max(clock.instant().getEpochSecond(), newest + 1);
        for (Finding each : findings) {
            attributes.compute(each.type() + " " + each.value(), (value, earlier) -> {
                int id = earlier == null ? attributes.size() + 1 : earlier.id();
                return new Attribute(id, each, newest);
            });
        }
    }

    @Override
    synchronized Collection<Finding> published() {
        return attributes.values().stream().map(Attribute::finding).toList();
    }

    @Override
    Answer product(Request request) {
        if (request.header("Authorization").filter(key::equals).isEmpty()) {
            return Answer.json(
                    403, Map.of("name", "Authentication failed.", "message", "Authentication failed.", "url", "/"));
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /servers/getVersion" -> Answer.json(200, Map.of("version", "2.4.190", "perm_sync", true));
            case "POST /attributes/restSearch" -> found(LabJson.tree(request.body()));
            default -> notFound(request);
        };
    }

    private synchronized Answer found(JsonNode asked) {
        int before = (Math.max(asked.path("page").asInt(1), 1) - 1) * PAGE;
        List<Map<String, Object>> page = attributes.values().stream()
                .filter(each -> isAsked(each, asked))
                .skip(before)
                .limit(PAGE)
                .map(SharingSimulator::told)
                .toList();
        return Answer.json(200, Map.of("response", Map.of("Attribute", page)));
    }

    private boolean isAsked(Attribute attribute, JsonNode asked) {
        long from = second(asked.path("publish_timestamp").path(0));
        long to = second(asked.path("publish_timestamp").path(1));
        return attribute.published() >= from
                && attribute.published() <= to
                && values(asked.path("type")).contains(attribute.type())
                && (!attribute.finding().remove()
                        || values(asked.path("deleted")).contains("1"));
    }

    /** A second, or how many minutes ago; a minute has always passed since the last publication, as nobody wants to wait here. */
    private long second(JsonNode given) {
        String text = given.asText();
        return text.endsWith("m")
                ? newest + MINUTE - MINUTE * Long.parseLong(text.substring(0, text.length() - 1))
                : Long.parseLong(text);
    }

    private static List<String> values(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(each -> values.add(each.asText()));
        return values;
    }

    private static Map<String, Object> told(Attribute attribute) {
        Finding finding = attribute.finding();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", String.valueOf(attribute.id()));
        told.put("type", attribute.type());
        told.put("to_ids", true);
        told.put("timestamp", String.valueOf(attribute.published()));
        told.put("deleted", finding.remove());
        told.put("value", finding.value());
        told.put(
                "Event",
                Map.of(
                        "info",
                        "a shared event",
                        "threat_level_id",
                        THREAT_LEVELS.get(finding.risk()),
                        "published",
                        true,
                        "publish_timestamp",
                        String.valueOf(attribute.published())));
        return told;
    }
}
