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
 * A standalone Smart Protection Server: it subscribes to a source, keeps the URLs (documented) and answers
 * {@code GET /lab/query?url=}. A status fault makes it act as if its source had answered so; a delay holds back each
 * round.
 */
public final class UrlReputationSimulator extends Simulator {

    private static final String URL = LabType.URL.word();

    private final Subscriber subscriber;
    private final Duration interval;

    public UrlReputationSimulator(URI source, String apiKey, UUID clientUuid, Duration interval) {
        this(source, apiKey, clientUuid, interval, Clock.systemUTC());
    }

    /** Takes also the clock by which it signs and drops what has expired. */
    public UrlReputationSimulator(URI source, String apiKey, UUID clientUuid, Duration interval, Clock clock) {
        this.subscriber = new Subscriber(source, apiKey, clientUuid, "Smart Protection Server", Set.of(URL), clock);
        this.interval = interval;
    }

    @Override
    public void start(int port) throws IOException {
        super.start(port);
        Thread poller = new Thread(this::poll, "lab-subscriber");
        poller.setDaemon(true);
        poller.start();
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
        String url = request.parameter("url")
                .orElseThrow(() -> new IllegalArgumentException("Say which URL: /lab/query?url=…"));
        Optional<String> action = subscriber.action(URL, url);
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("url", url);
        verdict.put("listed", action.isPresent());
        verdict.put("action", action.orElse(null));
        return Answer.json(200, verdict);
    }

    private void poll() {
        Duration pause = Duration.ZERO;
        while (!closesWithin(pause) && !closesWithin(delay())) {
            Duration asked = subscriber.round(faults()).orElse(Duration.ZERO);
            pause = asked.compareTo(interval) > 0 ? asked : interval;
        }
    }
}
