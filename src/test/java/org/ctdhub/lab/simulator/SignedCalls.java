// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A DTAS client of the tests, with the key, UUID and time of the worked examples of the protocol. */
final class SignedCalls {

    static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    static final String UUID = "11111111-2222-4333-8444-555555555555";
    static final long TIME = 1_577_836_800;
    static final String CHALLENGE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    private static final String BASE = "/web_service/sample_upload/";

    private final LabCalls calls;

    SignedCalls(LabCalls calls) {
        this.calls = calls;
    }

    /** Own headers: names without X-DTAS- and values alternate. */
    HttpResponse<String> get(String service, String... own) {
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("X-DTAS-ProtocolVersion", "1.5");
        signed.put("X-DTAS-ClientUUID", UUID);
        for (int i = 0; i < own.length; i += 2) {
            signed.put("X-DTAS-" + own[i], own[i + 1]);
        }
        signed.put("X-DTAS-Time", Long.toString(TIME));
        signed.put("X-DTAS-Challenge", CHALLENGE);
        return calls.send("GET", BASE + service, "", headers(signed));
    }

    HttpResponse<String> blackList(long lastId) {
        return get("get_black_lists", "LastQueryID", Long.toString(lastId));
    }

    private static String[] headers(Map<String, String> signed) {
        List<String> headers = new ArrayList<>();
        signed.forEach((name, value) -> headers.addAll(List.of(name, value)));
        headers.addAll(List.of("X-DTAS-ChecksumCalculatingOrder", String.join(",", signed.keySet())));
        String checksum = DtasSignature.checksum(KEY, List.copyOf(signed.values()), "");
        headers.addAll(List.of("X-DTAS-Checksum", checksum));
        return headers.toArray(String[]::new);
    }
}
