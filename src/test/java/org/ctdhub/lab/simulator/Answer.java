// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a simulator sends back, or fails to send back. */
interface Answer {

    /** Writes the answer; false if the connection must be closed after it. */
    boolean writeTo(OutputStream out) throws IOException;

    /** The part of an XML answer that is written while it is sent, so that a long list needs no memory. */
    interface Document {
        void writeTo(Writer out) throws IOException;
    }

    static Answer text(int status, String text) {
        return text(status, text, Map.of());
    }

    static Answer text(int status, String text, Map<String, String> headers) {
        return whole(status, "text/plain; charset=utf-8", headers, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(int status, Object content) {
        return whole(status, "application/json", Map.of(), LabJson.bytes(content));
    }

    static Answer json(int status, String type, Map<String, String> headers, Object content) {
        return whole(status, type, headers, LabJson.bytes(content));
    }

    /** A 200 whose body is sent in chunks. */
    static Answer xml(Document document) {
        return out -> {
            out.write(head(200, "text/xml; charset=utf-8", Map.of("Transfer-Encoding", "chunked")));
            try (Writer writer = new BufferedWriter(
                    new OutputStreamWriter(new ChunkedOutput(out), StandardCharsets.UTF_8), 16 * 1024)) {
                document.writeTo(writer);
            }
            return true;
        };
    }

    /** A status line and nothing else, then the connection is closed: how a 102 looks on the wire (assumed). */
    static Answer bare(int status) {
        return out -> {
            out.write(("HTTP/1.1 " + status + " Processing\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return false;
        };
    }

    /** No answer: the connection is closed. */
    static Answer dropped() {
        return out -> false;
    }

    private static Answer whole(int status, String type, Map<String, String> headers, byte[] body) {
        return out -> {
            out.write(head(status, type, headers));
            out.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            return true;
        };
    }

    private static byte[] head(int status, String type, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Simulated\r\nContent-Type: " + type + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
