// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feed of indicators with one collection, by TAXII 2.1 or 2.0, in pages of 20. {@code POST /lab/objects} publishes findings,
 * or revokes them; all that come in one call are added at the same time.
 */
public final class FeedSimulator extends PublishingSimulator {

    /** Which TAXII it speaks. */
    public enum Version {
        V20("application/vnd.oasis.taxii+json; version=2.0", "application/vnd.oasis.stix+json; version=2.0"),
        V21("application/taxii+json;version=2.1", "application/taxii+json;version=2.1");

        private final String resources;
        private final String objects;

        Version(String resources, String objects) {
            this.resources = resources;
            this.objects = objects;
        }
    }

    private static final String COLLECTION = "/feed/collections/5a2d2a9e-0c3c-4f43-9d0f-4f4d3a4b1c02";
    private static final int PAGE = 20;
    private static final Pattern RANGE = Pattern.compile("items[ =](\\d+)-(\\d+)");
    private static final Map<String, String> PATHS = Map.of(
            "file_sha1", "file:hashes.'SHA-1'",
            "domain", "domain-name:value",
            "url", "url:value");

    private final Version version;
    private final String authorization;
    private final Clock clock;
    private final Map<String, Published> collection = new LinkedHashMap<>();
    private long last;

    private record Published(Finding finding, long number, Instant added) {}

    /** A feed for one user. */
    public FeedSimulator(Version version, String user, String password, Clock clock) {
        this.version = version;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.clock = clock;
    }

    /** Where its collection is; known once started. */
    public URI collection() {
        return url().resolve(COLLECTION);
    }

    /** Publishes these, or revokes them, anew each time. */
    @Override
    public synchronized void publish(List<Finding> findings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (Finding each : findings) {
            String key = each.type() + " " + each.value();
            collection.remove(key);
            collection.put(key, new Published(each, ++last, now));
        }
    }

    @Override
    synchronized Collection<Finding> published() {
        return collection.values().stream().map(Published::finding).toList();
    }

    @Override
    Answer product(Request request) {
        if (request.header("Authorization").filter(authorization::equals).isEmpty()) {
            return Answer.text(401, "Wrong user or password", Map.of("WWW-Authenticate", "Basic realm=\"feed\""));
        }
        boolean objects = request.path().equals(COLLECTION + "/objects/");
        if (!request.method().equals("GET") || !(objects || request.path().equals(COLLECTION + "/"))) {
            return notFound(request);
        }
        String type = objects ? version.objects : version.resources;
        if (!request.header("Accept").orElse("").contains(type)) {
            return Answer.text(406, "This server sends " + type);
        }
        if (!objects) {
            return Answer.json(200, type, Map.of(), Map.of("title", "Feed", "can_read", true, "can_write", false));
        }
        return version == Version.V21 ? envelope(request) : bundle(request);
    }

    private synchronized List<Published> addedAfter(Request request) {
        Instant after = request.parameter("added_after").map(Instant::parse).orElse(Instant.MIN);
        return collection.values().stream()
                .filter(each -> each.added().isAfter(after))
                .toList();
    }

    private Answer envelope(Request request) {
        long next = request.parameter("next").map(Long::parseLong).orElse(0L);
        List<Published> found = addedAfter(request).stream()
                .filter(each -> each.number() > next)
                .limit(PAGE + 1)
                .toList();
        Map<String, Object> envelope = new LinkedHashMap<>();
        List<Published> page = found.subList(0, Math.min(PAGE, found.size()));
        if (found.size() > PAGE) {
            envelope.put("more", true);
            envelope.put("next", String.valueOf(page.get(PAGE - 1).number()));
        }
        if (!page.isEmpty()) {
            envelope.put("objects", page.stream().map(this::indicator).toList());
        }
        return Answer.json(200, version.objects, dates(page), envelope);
    }

    private Answer bundle(Request request) {
        List<Published> found = addedAfter(request);
        Matcher range = RANGE.matcher(request.header("Range").orElse("items 0-19"));
        int from = range.matches() ? Math.min(Integer.parseInt(range.group(1)), found.size()) : 0;
        List<Published> page = found.subList(from, Math.min(from + PAGE, found.size()));
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("type", "bundle");
        bundle.put("id", "bundle--" + UUID.randomUUID());
        bundle.put("spec_version", "2.0");
        Map<String, String> headers = new LinkedHashMap<>(dates(page));
        if (!page.isEmpty()) {
            bundle.put("objects", page.stream().map(this::indicator).toList());
            headers.put("Content-Range", "items " + from + "-" + (from + page.size() - 1) + "/" + found.size());
        }
        return Answer.json(page.size() < found.size() ? 206 : 200, version.objects, headers, bundle);
    }

    private static Map<String, String> dates(List<Published> page) {
        return page.isEmpty()
                ? Map.of()
                : Map.of(
                        "X-TAXII-Date-Added-First",
                        page.get(0).added().toString(),
                        "X-TAXII-Date-Added-Last",
                        page.get(page.size() - 1).added().toString());
    }

    private Map<String, Object> indicator(Published published) {
        Finding finding = published.finding();
        String path = PATHS.getOrDefault(
                finding.type(), finding.value().contains(":") ? "ipv6-addr:value" : "ipv4-addr:value");
        Map<String, Object> stix = new LinkedHashMap<>();
        stix.put("type", "indicator");
        stix.put(
                "id",
                "indicator--" + UUID.nameUUIDFromBytes((path + finding.value()).getBytes(StandardCharsets.UTF_8)));
        stix.put("created", published.added().toString());
        stix.put("modified", published.added().toString());
        stix.put("labels", List.of("malicious-activity", "risk-" + finding.risk()));
        stix.put("valid_from", published.added().toString());
        stix.put("pattern", "[" + path + " = '" + finding.value().replaceAll("['\\\\]", "\\\\$0") + "']");
        if (version == Version.V21) {
            stix.put("spec_version", "2.1");
            stix.put("pattern_type", "stix");
        }
        if (finding.expiresAt() != null) {
            stix.put("valid_until", finding.expiresAt().toString());
        }
        if (finding.remove()) {
            stix.put("revoked", true);
        }
        return stix;
    }
}
