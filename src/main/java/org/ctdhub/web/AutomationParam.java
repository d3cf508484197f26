// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Optional;
import org.ctdhub.format.StrictJson;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.UserDefinedList.Wish;

/** The member {@code param} of a body. What is null or empty isn't there. */
record AutomationParam(JsonNode param) {

    static AutomationParam of(byte[] body) {
        try {
            JsonNode param = StrictJson.read(new ByteArrayInputStream(body)).path("param");
            if (param.isObject()) {
                return new AutomationParam(param);
            }
        } catch (UnreadableException e) {
            throw wrong(e.getMessage());
        }
        throw wrong("The body must be a JSON object with an object param in it.");
    }

    SuspiciousObject object() {
        return AutomationInput.object(required("type"), required("content"));
    }

    Wish wish(Instant now) {
        SuspiciousObject object = object();
        ScanAction action = text("scan_action")
                .map(word -> AutomationInput.action(word, object.type()))
                .orElse(null);
        Instant expiresAt = text("expiration_utc_date")
                .map(date -> AutomationInput.expiry(date, now))
                .orElse(Instant.MAX);
        return new Wish(
                object,
                action,
                expiresAt,
                text("notes").map(AutomationInput::notes).orElse(null));
    }

    private String required(String name) {
        return text(name).orElseThrow(() -> wrong("param." + name + " is missing."));
    }

    private Optional<String> text(String name) {
        JsonNode member = param.path(name);
        if (!member.isTextual() && !member.isMissingNode() && !member.isNull()) {
            throw wrong("param." + name + " must be a text.");
        }
        return Optional.ofNullable(member.textValue()).filter(text -> !text.isBlank());
    }

    private static AutomationRefusal wrong(String what) {
        return new AutomationRefusal(AutomationCode.WRONG_PARAMETER, what);
    }
}
