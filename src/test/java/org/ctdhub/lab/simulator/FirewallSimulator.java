// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A firewall that fetches external dynamic lists, each of one type, and enforces them. While the server is away it keeps its
 * copies; one whose password was refused it enforces no longer (as documented of PAN-OS).
 */
public final class FirewallSimulator extends FetchingSimulator {

    private static final int REFUSED = 401;

    private final Map<String, URI> lists;
    private final String authorization;
    private final Map<String, List<String>> enforced = new ConcurrentHashMap<>();

    /** @param lists their addresses by type; they are fetched with the password once it is started */
    public FirewallSimulator(Map<String, URI> lists, String password, Duration interval) {
        super(interval);
        this.lists = Map.copyOf(lists);
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString(("firewall:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    void fetch() throws IOException, InterruptedException {
        for (Map.Entry<String, URI> list : lists.entrySet()) {
            apply(list.getKey(), answer(list.getValue(), authorization));
        }
    }

    private void apply(String type, HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 200 && faults().failing().isEmpty()) {
            enforced.put(
                    type,
                    new String(answer.body(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .toList());
            return;
        }
        if (answer.statusCode() == REFUSED) {
            enforced.remove(type);
        }
        throw new IllegalArgumentException("A list was answered with " + answer.statusCode());
    }

    /** What it enforces, line by line. */
    @Override
    public List<LabObject> objects() {
        return enforced.entrySet().stream()
                .flatMap(list -> list.getValue().stream().map(line -> new LabObject(list.getKey(), line, "block")))
                .sorted()
                .toList();
    }
}
