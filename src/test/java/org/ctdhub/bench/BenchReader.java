// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.lab.simulator.DtasSignature;

/** A subscriber that asks again and again, and counts the records that it is sent. */
final class BenchReader {

    private static final Pattern ID = Pattern.compile("<ID>(\\d+)</ID>");
    private static final long LOOK_AGAIN = 20_000_000;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String client = UUID.randomUUID().toString();
    private final String key;
    private String url;
    private long last;
    private int surplus;

    /** Registers. */
    BenchReader(String url, String key) throws IOException, InterruptedException {
        this.key = key;
        turnTo(url);
        call("register", Map.of());
    }

    /** Asks the hub at this address from now on. */
    void turnTo(String hub) {
        url = hub + "/web_service/sample_upload/";
    }

    /** Asks for what is behind this number from now on. */
    void goTo(long number) {
        last = number;
        surplus = 0;
    }

    /** Asks until so many more records have come. */
    void read(int records) throws IOException, InterruptedException {
        int count = surplus;
        while (count < records) {
            int page = page();
            count += page;
            if (page == 0) {
                LockSupport.parkNanos(LOOK_AGAIN);
            }
        }
        surplus = count - records;
    }

    /** Asks until the newest record about a value says that it is there, or that it left. */
    void readUntil(String value, boolean there) throws IOException, InterruptedException {
        Pattern record = Pattern.compile(
                "<Action>" + (there ? 1 : 2) + "</Action><Type>\\d</Type><Data>" + Pattern.quote(value) + "</Data>");
        while (!record.matcher(pageText()).find()) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    /** Asks once. */
    void ask() throws IOException, InterruptedException {
        pageText();
    }

    private String pageText() throws IOException, InterruptedException {
        String text = call("get_black_lists", Map.of("LastQueryID", Long.toString(last)));
        Matcher ids = ID.matcher(text);
        while (ids.find()) {
            last = Long.parseLong(ids.group(1));
        }
        return text;
    }

    private int page() throws IOException, InterruptedException {
        return (int) ID.matcher(pageText()).results().count();
    }

    private String call(String service, Map<String, String> own) throws IOException, InterruptedException {
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("X-DTAS-ProtocolVersion", "1.5");
        signed.put("X-DTAS-ClientUUID", client);
        signed.put("X-DTAS-Time", Long.toString(Clock.systemUTC().instant().getEpochSecond()));
        signed.put("X-DTAS-Challenge", UUID.randomUUID().toString());
        own.forEach((name, value) -> signed.put("X-DTAS-" + name, value));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + service));
        signed.forEach(request::header);
        HttpResponse<String> answer = HTTP.send(
                request.header("X-DTAS-ChecksumCalculatingOrder", String.join(",", signed.keySet()))
                        .header("X-DTAS-Checksum", DtasSignature.checksum(key, List.copyOf(signed.values()), ""))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(service + " is answered with " + answer.statusCode());
        }
        return answer.body();
    }
}
