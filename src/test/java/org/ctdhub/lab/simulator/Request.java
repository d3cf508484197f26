// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One HTTP request as it was received; the headers keep their order, because a signature may depend on it. */
final class Request {

    private final String method;
    private final String target;
    private final List<Header> headers;
    private final byte[] body;

    Request(String method, String target, List<Header> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    String method() {
        return method;
    }

    /** Path and query exactly as sent. */
    String target() {
        return target;
    }

    /** The path as sent, without the query and not decoded. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The decoded value of a query parameter; a broken escape is an IllegalArgumentException. */
    Optional<String> parameter(String name) {
        int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : parameter(name, target.substring(query + 1));
    }

    List<Header> headers() {
        return headers;
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(Header::value)
                .findFirst();
    }

    InputStream body() {
        return new ByteArrayInputStream(body);
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Optional<String> parameter(String name, String query) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
