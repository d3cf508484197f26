// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Signed DTAS calls to a source. The order header is always sent, since HTTP libraries sort and re-case headers. */
final class SourceCalls {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private final URI base;
    private final String apiKey;
    private final Clock clock;
    private final AtomicLong made = new AtomicLong();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    SourceCalls(URI source, String apiKey, Clock clock) {
        this.base = URI.create(source.toString().replaceAll("/+$", "") + "/web_service/sample_upload/");
        this.apiKey = apiKey;
        this.clock = clock;
    }

    /** Calls a service with headers of its own, named without their X-DTAS- prefix. */
    SourceReply get(String service, Map<String, String> own) throws SourceFailure {
        made.incrementAndGet();
        try {
            return SourceReply.of(service, client.send(request(service, own), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new SourceFailure(service + " brought no answer: " + Shown.of(e.toString()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceFailure(service + " was interrupted", e);
        }
    }

    long made() {
        return made.get();
    }

    private HttpRequest request(String service, Map<String, String> own) {
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("ProtocolVersion", "1.5");
        signed.putAll(own);
        signed.put("Time", Long.toString(clock.instant().getEpochSecond()));
        signed.put("Challenge", UUID.randomUUID().toString());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(service)).timeout(ANSWER_LIMIT);
        signed.forEach((name, value) -> request.header(DtasSignature.PREFIX + name, value));
        request.header(DtasSignature.ORDER, order(signed));
        request.header(DtasSignature.CHECKSUM, DtasSignature.checksum(apiKey, List.copyOf(signed.values()), ""));
        return request.build();
    }

    private static String order(Map<String, String> signed) {
        return DtasSignature.PREFIX + String.join("," + DtasSignature.PREFIX, signed.keySet());
    }
}
