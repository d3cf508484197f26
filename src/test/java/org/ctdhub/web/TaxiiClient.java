// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client as the standard describes it, which knows nothing of the hub but an address and a token. */
final class TaxiiClient {

    static final String TYPE = "application/taxii+json;version=2.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String authorization;

    TaxiiClient(String url, String authorization) {
        this.url = url;
        this.authorization = authorization;
    }

    /** What came back. */
    record Answer(int status, JsonNode body, HttpResponse<?> raw) {

        Optional<String> header(String name) {
            return raw.headers().firstValue(name);
        }

        List<String> values(String list, String field) {
            List<String> values = new ArrayList<>();
            body.path(list).forEach(each -> values.add(each.path(field).asText()));
            return values;
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null, "Accept", TYPE);
    }

    /** A part of a collection, by its alias. */
    Answer objects(String collection, String query) throws IOException, InterruptedException {
        return get("/taxii2/ctd/collections/" + collection + "/objects/" + query);
    }

    Answer post(String collection, String envelope) throws IOException, InterruptedException {
        return send(
                "POST",
                "/taxii2/ctd/collections/" + collection + "/objects/",
                envelope,
                "Accept",
                TYPE,
                "Content-Type",
                TYPE);
    }

    /** Follows next until there is no more. */
    List<JsonNode> all(String collection, String query) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        for (boolean more = true; more; ) {
            Answer page = objects(collection, "?" + query + next);
            assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
            page.body().path("objects").forEach(all::add);
            more = page.body().path("more").asBoolean();
            next = "&next=" + page.body().path("next").asText();
        }
        return all;
    }

    Answer send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.body().isBlank() ? JSON.missingNode() : JSON.readTree(answer.body()),
                answer);
    }
}
