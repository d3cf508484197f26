// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A simulated product on a loopback port. Beside its product protocol it serves {@code GET /lab/state}, what it
 * enforces or offers, and {@code PUT /lab/faults}, how it misbehaves.
 */
public abstract class Simulator implements AutoCloseable {

    private final AtomicLong received = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Faults faults = Faults.NONE;
    private LabServer server;

    Simulator() {}

    /** Listens on a free port of 127.0.0.1. */
    public final void start() throws IOException {
        start(0);
    }

    /** Listens on the given port of 127.0.0.1; 0 takes a free one. */
    public void start(int port) throws IOException {
        server = new LabServer(port, this::answer);
    }

    /** The base of all addresses, without a trailing slash; known once started. */
    public final URI url() {
        return server.url();
    }

    /** Hangs up on everybody and frees the port. A closed simulator isn't started again. */
    @Override
    public final void close() {
        closing.countDown();
        if (server != null) {
            server.close();
        }
    }

    /** Takes over how it misbehaves from now on; {@link Faults#NONE} ends it. */
    public final void misbehave(Faults wanted) {
        faults = wanted;
    }

    /** What it enforces or offers now, in the order of type and value. */
    public abstract List<LabObject> objects();

    /** How many requests of the product protocol it received, or made if it pulls. */
    public long requests() {
        return received.get();
    }

    final Faults faults() {
        return faults;
    }

    /** Answers a request of the product protocol; an IllegalArgumentException becomes a 400. */
    abstract Answer product(Request request);

    /** Answers what this simulator serves below /lab/ beyond state and faults. */
    Answer lab(Request request) {
        return notFound(request);
    }

    /** Fields of the state beyond objects and requests. */
    Map<String, Object> details() {
        return Map.of();
    }

    Set<String> knownFaults() {
        return Faults.EVERYWHERE;
    }

    static Answer notFound(Request request) {
        return Answer.text(404, "Nothing is served at " + Shown.of(request.method() + " " + request.path()));
    }

    /** Waits for so long; true, and at once, if the simulator is closed meanwhile. */
    final boolean closesWithin(Duration time) {
        try {
            return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    final Duration delay() {
        Long milliseconds = faults.delayMs();
        return milliseconds == null ? Duration.ZERO : Duration.ofMillis(milliseconds);
    }

    private Answer answer(Request request) {
        try {
            return request.path().startsWith("/lab/") ? labAnswer(request) : productAnswer(request);
        } catch (IllegalArgumentException e) {
            return Answer.text(400, e.getMessage());
        }
    }

    private Answer productAnswer(Request request) {
        received.incrementAndGet();
        if (closesWithin(delay())) {
            return Answer.dropped();
        }
        return faults.answer().orElseGet(() -> product(request));
    }

    private Answer labAnswer(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /lab/state" -> Answer.json(200, state());
            case "PUT /lab/faults" -> {
                misbehave(Faults.read(request.body(), knownFaults()));
                yield Answer.json(200, faults);
            }
            default -> lab(request);
        };
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("objects", objects());
        state.put("requests", requests());
        state.putAll(details());
        return state;
    }
}
