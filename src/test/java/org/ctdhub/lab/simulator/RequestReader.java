// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads HTTP/1.1 requests from one connection; a request that it can't read is a ProtocolException. */
final class RequestReader {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE");
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The next request, or empty when the client has hung up between two requests. */
    Optional<Request> next() throws IOException {
        String line = line();
        if (line == null) {
            return Optional.empty();
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !METHODS.contains(parts[0]) || !parts[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("The first line must be: GET, POST, PUT or DELETE, a path, HTTP/1.1");
        }
        List<Header> headers = headers();
        return Optional.of(new Request(parts[0], parts[1], headers, body(headers)));
    }

    private List<Header> headers() throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = needed(line()); !line.isEmpty(); line = needed(line())) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw new ProtocolException("A header line has no name, or there are more than " + MOST_HEADERS);
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private byte[] body(List<Header> headers) throws IOException {
        boolean chunked = value(headers, "Transfer-Encoding").equalsIgnoreCase("chunked");
        String length = value(headers, "Content-Length");
        if (!chunked && length.isEmpty()) {
            return new byte[0];
        }
        if (value(headers, "Expect").equalsIgnoreCase("100-continue")) {
            out.write(GO_ON);
            out.flush();
        }
        return chunked ? chunks() : exactly(size(length, 10, 0));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = size(needed(line()).split(";", 2)[0].strip(), 16, body.size());
            if (size == 0) {
                skipTrailer();
                return body.toByteArray();
            }
            body.write(exactly(size));
            line();
        }
    }

    private void skipTrailer() throws IOException {
        String line = needed(line());
        while (!line.isEmpty()) {
            line = needed(line());
        }
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("The client hung up within the body");
        }
        return bytes;
    }

    private static int size(String text, int radix, int before) throws ProtocolException {
        try {
            int size = Integer.parseUnsignedInt(text, radix);
            if (size >= 0 && size <= LARGEST_BODY - before) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new ProtocolException("Not a length: " + Shown.of(text));
        }
        throw new ProtocolException("The body is larger than " + LARGEST_BODY + " bytes");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("A line is longer than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static String needed(String line) throws EOFException {
        if (line == null) {
            throw new EOFException("The client hung up within the headers");
        }
        return line;
    }

    private static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }
}
