// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A product that subscribes to a source of suspicious objects and keeps those of its types: an endpoint server, a gateway, or a
 * standalone Smart Protection Server, which keeps the URLs (documented). It answers {@code GET /lab/query?type=&value=} as one
 * of its own scanners would ask. A status fault makes it act as if its source had answered so; a delay holds back each
 * round.
 */
public final class SubscriberSimulator extends Simulator {

    private final Subscriber subscriber;
    private final Duration interval;

    /** A web-reputation server. */
    public static SubscriberSimulator ofUrls(URI source, String apiKey, Duration interval) {
        return new SubscriberSimulator(
                "Smart Protection Server", Set.of("url"), source, apiKey, interval, Clock.systemUTC());
    }

    /**
     * @param productName as it calls itself when it registers
     * @param types the words of the types that it keeps
     * @param clock by which it signs, and drops what has expired
     */
    public SubscriberSimulator(
            String productName, Set<String> types, URI source, String apiKey, Duration interval, Clock clock) {
        this.subscriber = new Subscriber(source, apiKey, UUID.randomUUID(), productName, types, clock);
        this.interval = interval;
    }

    @Override
    public void start(int port) throws IOException {
        super.start(port);
        new Subscription(this, subscriber, interval).start();
    }

    @Override
    public List<LabObject> objects() {
        return subscriber.objects();
    }

    @Override
    public long requests() {
        return subscriber.requests();
    }

    /** Loses what it holds, and goes on asking from where it was. */
    public void lose() {
        subscriber.lose();
    }

    /** Why its last round came to nothing, if it did. */
    public Optional<String> lastError() {
        return subscriber.lastError();
    }

    @Override
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("lastId", subscriber.lastId());
        details.put("lastError", subscriber.lastError().orElse(null));
        return details;
    }

    @Override
    Answer lab(Request request) {
        boolean query = request.method().equals("GET") && request.path().equals("/lab/query");
        return query ? query(request) : super.lab(request);
    }

    // It serves no protocol of its own: web-reputation queries are not public.
    @Override
    Answer product(Request request) {
        return notFound(request);
    }

    private Answer query(Request request) {
        String type = request.parameter("type").orElse("url");
        String value = request.parameter("value")
                .or(() -> request.parameter("url"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Say which URL: /lab/query?url=…, or another object: /lab/query?type=…&value=…"));
        Optional<String> action = subscriber.action(type, value);
        Map<String, Object> verdict = new LinkedHashMap<>();
        if (request.parameter("url").isPresent()) {
            verdict.put("url", value);
        } else {
            verdict.put("type", type);
            verdict.put("value", value);
        }
        verdict.put("listed", action.isPresent());
        verdict.put("action", action.orElse(null));
        return Answer.json(200, verdict);
    }
}
