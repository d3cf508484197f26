// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import org.ctdhub.auth.TokenRefusedException.Why;

/**
 * The three parts of a JSON Web Token, taken apart and not yet believed.
 *
 * @param signed the text that the signature covers
 */
record TokenParts(JsonNode header, JsonNode claims, String signed, String signature) {

    private static final String SCHEME = "bearer";
    private static final int LONGEST = 16 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Takes the token out of an Authorization header, which may be null. */
    static TokenParts of(String authorization) {
        String[] parts = token(authorization).split("\\.", -1);
        if (parts.length != 3) {
            throw malformed("it has " + parts.length + " parts instead of three");
        }
        JsonNode header = object(parts[0], "header");
        JsonNode claims = object(parts[1], "payload");
        decoded(parts[2], "signature");
        return new TokenParts(header, claims, parts[0] + '.' + parts[1], parts[2]);
    }

    byte[] signatureBytes() {
        return decoded(signature, "signature");
    }

    private static String token(String authorization) {
        String text = authorization == null ? "" : authorization.strip();
        boolean bearer = text.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && (text.length() == SCHEME.length() || text.charAt(SCHEME.length()) == ' ');
        String token = bearer ? text.substring(SCHEME.length()).strip() : "";
        if (token.isEmpty()) {
            throw new TokenRefusedException(
                    Why.NO_TOKEN, "The request has no token; send the header Authorization: Bearer <token>.");
        }
        if (token.length() > LONGEST) {
            throw malformed("it is longer than " + LONGEST + " characters");
        }
        return token;
    }

    private static JsonNode object(String part, String name) {
        try {
            JsonNode node = MAPPER.readTree(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(decoded(part, name)))
                    .toString());
            if (node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw malformed("its " + name + " is no JSON object with each key once");
        }
        throw malformed("its " + name + " is no JSON object");
    }

    private static byte[] decoded(String part, String name) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw malformed("its " + name + " is not Base64URL");
        }
    }

    /** A member that must be there, as text. */
    static String text(JsonNode from, String name) {
        JsonNode member = from.path(name);
        if (!member.isTextual()) {
            throw malformed("it has no text " + name);
        }
        return member.textValue();
    }

    static TokenRefusedException malformed(String what) {
        return new TokenRefusedException(Why.MALFORMED, "The token is malformed: " + what + ".");
    }
}
