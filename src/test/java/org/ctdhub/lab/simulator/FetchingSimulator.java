// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A product that fetches files again and again, and is never called itself. */
abstract class FetchingSimulator extends Simulator {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final Duration interval;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong fetched = new AtomicLong();
    private volatile String lastError = "It has fetched nothing yet";

    FetchingSimulator(Duration interval) {
        this.interval = interval;
    }

    /** Fetches all that it wants; an IllegalArgumentException tells what is wrong with it. */
    abstract void fetch() throws IOException, InterruptedException;

    @Override
    public final void start(int port) throws IOException {
        super.start(port);
        Thread fetching = new Thread(this::fetchAlways, "lab-fetch");
        fetching.setDaemon(true);
        fetching.start();
    }

    private void fetchAlways() {
        Duration pause = Duration.ZERO;
        while (!closesWithin(pause) && !closesWithin(delay())) {
            try {
                fetch();
                lastError = null;
            } catch (IOException | IllegalArgumentException e) {
                lastError = Shown.of(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = interval;
        }
    }

    /** The answer of an address to which it shows this. */
    final HttpResponse<byte[]> answer(URI address, String authorization, String... headers)
            throws IOException, InterruptedException {
        fetched.incrementAndGet();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).header("Authorization", authorization);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public final long requests() {
        return fetched.get();
    }

    /** Why something could not be fetched the last time, if it could not. */
    public final Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    final Answer product(Request request) {
        return notFound(request);
    }
}
