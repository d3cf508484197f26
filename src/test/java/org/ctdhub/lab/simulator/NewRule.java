// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A rule as a client asks for it: the hash, a description or null, and block as the only action there is. */
record NewRule(String sha256, String description, String action) {

    static final String ENVELOPE = "applicationControlGlobalRules";

    /** Refuses what is no SHA-256 rule with an IllegalArgumentException. */
    NewRule {
        if (sha256 == null || !LabType.SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 must have 64 hex digits, not " + Shown.of(String.valueOf(sha256)));
        }
        if (action != null && !action.equals("block")) {
            throw new IllegalArgumentException("action must be block, not " + Shown.of(action));
        }
    }

    /** The hash as the product keeps and shows it. */
    String hash() {
        return LabType.FILE_SHA256.onTheWire(sha256);
    }

    static NewRule read(JsonNode tree) {
        return LabJson.value(tree, NewRule.class);
    }

    /** All rules of the envelope, or an IllegalArgumentException: one bad rule spoils the batch. */
    static List<NewRule> readAll(JsonNode envelope) {
        JsonNode items = envelope.path(ENVELOPE);
        if (!items.isArray() || items.isEmpty()) {
            throw new IllegalArgumentException("The body must be {\"" + ENVELOPE + "\":[…]} with at least one rule");
        }
        List<NewRule> rules = new ArrayList<>(items.size());
        items.forEach(item -> rules.add(read(item)));
        return rules;
    }
}
