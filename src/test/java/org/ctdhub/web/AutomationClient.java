// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client of the Automation API that knows nothing of the hub's code: it signs by the documents, on a plain socket. */
final class AutomationClient {

    static final String LIST = "/WebApp/api/SuspiciousObjects/UserDefinedSO";

    private final int port;
    private final String id;
    private final String key;
    private String iat = "1577836800";
    private String version = "V1";
    private String algorithm = "HS256";
    private String headers = "";

    AutomationClient(int port, String id, String key) {
        this.port = port;
        this.id = id;
        this.key = key;
    }

    AutomationClient iat(String text) {
        iat = text;
        return this;
    }

    AutomationClient version(String text) {
        version = text;
        return this;
    }

    AutomationClient algorithm(String text) {
        algorithm = text;
        return this;
    }

    AutomationClient headers(String text) {
        headers = text;
        return this;
    }

    Answer call(String method, String target) throws IOException {
        return call(method, target, "");
    }

    /** Signs what it sends. */
    Answer call(String method, String target, String body) throws IOException {
        return send(method, target, body, "Authorization: Bearer " + token(method, target, body) + "\r\n");
    }

    /** Puts the members of a {@code param}. */
    Answer put(String members) throws IOException {
        return call("PUT", LIST + "/", "{\"param\": {" + members + "}}");
    }

    /** The token of a request. */
    String token(String method, String target, String body) {
        String lower = target.toLowerCase(Locale.ROOT);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((method + "|" + lower + "||" + body).getBytes(UTF_8));
            String claims = "{\"appid\":\"" + id + "\",\"iat\":" + iat + ",\"version\":\"" + version
                    + "\",\"checksum\":\"" + Base64.getEncoder().encodeToString(hash) + "\"}";
            String signed = encoded(("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}").getBytes(UTF_8)) + "."
                    + encoded(claims.getBytes(UTF_8));
            Mac mac = Mac.getInstance("HmacSHA" + (algorithm.startsWith("HS") ? algorithm.substring(2) : "256"));
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "any"));
            return signed + "." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }

    /** Sends a request just as it is given. */
    Answer send(String method, String target, String body, String moreHeaders) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        String length = bytes.length == 0 && !method.equals("PUT") ? "" : "Content-Length: " + bytes.length + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + length
                            + headers + moreHeaders + "\r\n")
                    .getBytes(UTF_8));
            out.write(bytes);
            out.flush();
            return read(socket.getInputStream());
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), UTF_8);
        int end = all.indexOf("\r\n\r\n");
        String head = all.substring(0, end);
        String body = all.substring(end + 4);
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                head,
                head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked") ? joined(body) : body);
    }

    private static String joined(String chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = chunks.getBytes(UTF_8);
        int at = 0;
        while (true) {
            int line = at;
            while (bytes[line] != '\r') {
                line++;
            }
            int size = Integer.parseInt(new String(bytes, at, line - at, UTF_8), 16);
            if (size == 0) {
                return all.toString(UTF_8);
            }
            all.write(bytes, line + 2, size);
            at = line + 2 + size + 2;
        }
    }

    record Answer(int status, String head, String body) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("No JSON: " + body, e);
            }
        }

        /** The newer form's code, which must be an integer. */
        int code() {
            JsonNode code = json().path("Meta").path("ErrorCode");
            if (!code.isInt() || !json().path("Meta").path("Result").isInt()) {
                throw new IllegalStateException("No integers in " + body);
            }
            return code.intValue();
        }

        /** Status and code, such as {@code 200/0}. */
        String outcome() {
            return status + "/"
                    + (json().has("Meta") ? code() : json().path("result_code").intValue());
        }

        JsonNode data() {
            return json().path("Data");
        }
    }
}
