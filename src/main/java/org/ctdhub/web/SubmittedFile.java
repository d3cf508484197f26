// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.HexFormat;
import org.ctdhub.format.StrictJson;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.UserDefinedList.Wish;

/**
 * A file that somebody wants on the list. It is hashed while it comes in, and nothing of it is kept; it may come before
 * or after the members that say what to do with it.
 */
final class SubmittedFile {

    private static final Base64Variant BASE64 =
            Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

    private byte[] sha1;
    private String action;
    private String note;

    private SubmittedFile() {}

    /** Reads the whole body; an {@link AutomationRefusal} tells what it lacks. */
    static SubmittedFile read(InputStream body) throws IOException {
        SubmittedFile file = new SubmittedFile();
        try (JsonParser json = StrictJson.stream(body)) {
            file.read(json);
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw wrong("The body is no JSON with each key once; look at what was sent.");
        }
        return file;
    }

    private void read(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("The body must be a JSON object.");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "file_content_base64_string" -> sha1 = hash(json);
                case "file_scan_action" -> action = text(json);
                case "note" -> note = text(json);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw wrong("Text follows after the JSON object.");
        }
    }

    private static byte[] hash(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("file_content_base64_string must be a text.");
        }
        try {
            FileDigest digest = new FileDigest();
            json.readBinaryValue(BASE64, digest);
            return digest.sha1();
        } catch (IllegalArgumentException e) {
            throw wrong("file_content_base64_string is not Base64.");
        }
    }

    private static String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(json.currentName() + " must be a text.");
        }
        String text = json.getText();
        return text.isBlank() ? null : text;
    }

    /** The file's SHA-1 with the action that was asked for, for good. */
    Wish wish() {
        if (sha1 == null) {
            throw wrong("file_content_base64_string is missing.");
        }
        return new Wish(
                SuspiciousObject.canonical(ObjectType.FILE_SHA1, HexFormat.of().formatHex(sha1)),
                action == null ? null : AutomationInput.action(action, ObjectType.FILE_SHA1),
                Instant.MAX,
                note == null ? null : AutomationInput.notes(note));
    }

    private static AutomationRefusal wrong(String what) {
        return new AutomationRefusal(AutomationCode.WRONG_PARAMETER, what);
    }
}
