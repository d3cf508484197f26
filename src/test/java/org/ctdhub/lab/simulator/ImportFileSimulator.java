// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway that imports a file: it fetches the file again and again, as a site's script would, and applies it as a whole.
 * What the next file lacks is blocked no longer (that an import replaces the list is assumed).
 */
public final class ImportFileSimulator extends Simulator {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final int NOT_MODIFIED = 304;

    private final URI address;
    private final String token;
    private final Duration interval;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong fetched = new AtomicLong();
    private volatile ImportFile file;
    private volatile String lastError = "It has fetched nothing yet";
    private String tag;

    /** @param address of the file; it is fetched with the token once started */
    public ImportFileSimulator(URI address, String token, Duration interval) {
        this.address = address;
        this.token = token;
        this.interval = interval;
    }

    @Override
    public void start(int port) throws IOException {
        super.start(port);
        Thread script = new Thread(this::fetchAlways, "lab-import");
        script.setDaemon(true);
        script.start();
    }

    private void fetchAlways() {
        Duration pause = Duration.ZERO;
        while (!closesWithin(pause) && !closesWithin(delay())) {
            fetch();
            pause = interval;
        }
    }

    private void fetch() {
        fetched.incrementAndGet();
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).header("Authorization", "Bearer " + token);
            if (tag != null) {
                request.header("If-None-Match", tag);
            }
            apply(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException | IllegalArgumentException e) {
            lastError = Shown.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 200 && faults().failing().isEmpty()) {
            file = ImportFile.read(answer.body());
            tag = answer.headers().firstValue("ETag").orElse(null);
        } else if (answer.statusCode() != NOT_MODIFIED) {
            throw new IllegalArgumentException("The file was answered with " + answer.statusCode());
        }
        lastError = null;
    }

    /** What the file that was imported last blocks, line by line. */
    @Override
    public List<LabObject> objects() {
        ImportFile now = file;
        return now == null
                ? List.of()
                : now.blocked().stream()
                        .map(line -> new LabObject("url", line, "block"))
                        .sorted()
                        .toList();
    }

    /** Whether a request for this URL is blocked. */
    public boolean blocks(String url) {
        ImportFile now = file;
        return now != null && now.blocks(url);
    }

    @Override
    public long requests() {
        return fetched.get();
    }

    /** Why the file could not be imported the last time, if it could not. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    Answer lab(Request request) {
        if (!request.method().equals("GET") || !request.path().equals("/lab/query")) {
            return super.lab(request);
        }
        String url = request.parameter("url")
                .orElseThrow(() -> new IllegalArgumentException("Say which URL: /lab/query?url=…"));
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("url", url);
        verdict.put("listed", blocks(url));
        return Answer.json(200, verdict);
    }

    // It only imports.
    @Override
    Answer product(Request request) {
        return notFound(request);
    }
}
