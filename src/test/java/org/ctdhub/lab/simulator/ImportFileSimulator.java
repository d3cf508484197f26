// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway that imports a file: it fetches the file again and again, as a site's script would, and applies it as a whole.
 * What the next file lacks is blocked no longer (that an import replaces the list is assumed).
 */
public final class ImportFileSimulator extends FetchingSimulator {

    private static final int NOT_MODIFIED = 304;

    private final URI address;
    private final String token;
    private volatile ImportFile file;
    private String tag;

    /** @param address of the file; it is fetched with the token once started */
    public ImportFileSimulator(URI address, String token, Duration interval) {
        super(interval);
        this.address = address;
        this.token = token;
    }

    @Override
    void fetch() throws IOException, InterruptedException {
        String[] held = tag == null ? new String[0] : new String[] {"If-None-Match", tag};
        apply(answer(address, "Bearer " + token, held));
    }

    private void apply(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 200 && faults().failing().isEmpty()) {
            file = ImportFile.read(answer.body());
            tag = answer.headers().firstValue("ETag").orElse(null);
        } else if (answer.statusCode() != NOT_MODIFIED) {
            throw new IllegalArgumentException("The file was answered with " + answer.statusCode());
        }
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
}
